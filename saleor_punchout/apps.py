from django.apps import AppConfig


class PunchOutConfig(AppConfig):
    """The Django app, in Saleor's process or in our own."""

    name = "saleor_punchout"
    verbose_name = "PunchOut"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from saleor_punchout import checks  # noqa: F401  # registers the system checks
        from saleor_punchout.host import in_core

        if in_core():
            from saleor_punchout.plugin import checks as plugin_checks  # noqa: F401
            from saleor_punchout.plugin import environment, schedule, schema

            environment.extend()
            schema.extend()
            schedule.extend()
