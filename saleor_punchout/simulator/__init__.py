"""Our own buyer for go-live tests: it sends what a procurement system sends, and tells what that system would make of
the answer.

It shares no code with the rest of the project, so that it can judge it: a mistake that a reader and a writer have in
common is not seen by either. Standard library, lxml and requests, nothing else; `make lint` and a test hold that.
"""
