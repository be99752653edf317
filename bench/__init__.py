"""Speed as ratios: what we do, divided by the least that the job can cost, measured call by call in the same run.

Seconds say more about a machine than about a program, so no goal here is a number of seconds. Each measurement has a
module of its own, which states the subject, the floor and the unit; ``floors`` and ``floor_service`` hold the floors,
which the package itself never imports. Run by ``make bench``; ``docs/performance.md`` tells how to read the result.
"""
