"""Options that every test may use, and the rule that CI skips nothing."""

import os

import pytest

MAY_BE_SKIPPED = "SALEOR_"
"""What only a live Saleor can run names its variables in the reason."""


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="rewrite the golden documents from what is written now")


@pytest.fixture
def update(request):
    return request.config.getoption("--update")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """In CI a part that was skipped has failed: every service and every folder of test data must be there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CI") or reporter is None:
        return
    skipped = [report for report in reporter.stats.get("skipped", []) if MAY_BE_SKIPPED not in str(report.longrepr)]
    if skipped:
        reporter.write_line(f"{len(skipped)} tests were skipped that CI must run.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
