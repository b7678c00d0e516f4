"""How a sign of a thin report is named, and what was noticed."""

from django.utils.translation import gettext_lazy

from umbel.activities.states import SignKind

SIGNS = {
    SignKind.REPEATED_TEXT: (gettext_lazy("Repeated text"), gettext_lazy("An earlier report says the same words.")),
    SignKind.SAME_PHOTOGRAPH: (
        gettext_lazy("Same photograph"),
        gettext_lazy("A photograph looks like one in another."),
    ),
    SignKind.SAME_HEAD_COUNTS: (gettext_lazy("Same head count"), gettext_lazy("Several in a row name one number.")),
    SignKind.ONE_DAY: (gettext_lazy("Filed on one day"), gettext_lazy("Activities of many weeks came together.")),
}
