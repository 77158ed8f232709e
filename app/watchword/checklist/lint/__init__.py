"""The rules a good checklist keeps, beyond being readable; each has its reason, and so has an exception."""

from watchword.checklist.lint.report import Report as Report
from watchword.checklist.lint.report import examine as examine
from watchword.checklist.lint.report import lint as lint
