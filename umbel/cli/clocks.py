"""`umbel clocks`: recording the silences that fell due."""

import click

from umbel import outcomes
from umbel.activities import acts as activities
from umbel.audit.actors import Actor
from umbel.audit.acts import forget_sent_forms
from umbel.bulletins import acts as bulletins
from umbel.cli.database import require_records
from umbel.cli.screen import say, show
from umbel.register.queries import count_all
from umbel.registration.acts import record_silences, settle_ended
from umbel.structure.acts import sort_by_own_language, take_up_names, take_up_vocabulary
from umbel.structure.queries import today


@click.command()
def clocks() -> None:
    """Record each committee that let its time pass, and keep what is due in sight.

    Silence counts as no objection to an application, which goes on, and as acceptance of a report; it stands in the
    ledger and in the public figures. Run it once a day; running it twice records nothing twice. A late opinion is
    still taken and read.

    \b
    Examples:
        umbel clocks
        5 0 * * *  umbel clocks      (as a line of a crontab)

    Next: the page /registration/pace/ shows the silences of each committee.
    """
    require_records()
    on = today()
    take_up_vocabulary(on=on, by=Actor.program("clock"))
    take_up_names(on=on, by=Actor.program("clock"))
    sort_by_own_language()
    settle_ended(on=on, by=Actor.program("clock"))
    done = record_silences(on=on) + activities.record_silences(on=on)
    activities.run_near_deadlines(on=on)
    bulletins.pass_on(on=on)
    bulletins.escalate(on=on)
    outcomes.run_cases(on=on)
    count_all(on)
    forget_sent_forms()
    added = activities.generate_ahead(on=on, by=Actor.program("clock"))
    show(str(done))
    if added:
        say(f"Generated {added:,} obligations of the year ahead.")
    say(f"Recorded {done} silence{'' if done == 1 else 's'} as of {on}.")
