# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What this room tells a person when a file, a folder or a sender is not as it should be.

All texts of the room stand here, so that one look shows every reason a bundle can be refused.
"""

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text


def not_ours(name: str) -> UserError:
    """The file is no bundle and no enrolment file of this program."""
    return UserError(
        T("This is not a file of the service desk"),
        T("{name} is not recognised.", name=name),
        T("If it came by WeChat, save it with “Save as” first and import that."),
    )


def damaged(reason: Text) -> UserError:
    """The bytes are not those that were sent; ``reason`` says where it showed."""
    return UserError(
        T("The file is incomplete"),
        T("A check failed, perhaps the transfer was interrupted: {reason}.", reason=reason),
        T("Ask the sender to send it again. Nothing on this desk has been changed."),
    )


def refused_content(reason: Text) -> UserError:
    """The bundle holds something that no bundle of this program may hold."""
    return UserError(
        T("The file is not accepted"),
        T("Its content breaks the rules for bundles: {reason}.", reason=reason),
        T("Check with the sender and do not import it. Nothing on this desk has been changed."),
    )


def not_for_this_desk(sender: str, receiver: str, own: str, what: Text) -> UserError:
    """The bundle is sealed for another desk; the names are those of its header."""
    return UserError(
        T("This file was not sent to this desk"),
        T(
            "It is a {what} from {sender} to {receiver}, this desk is {own}.",
            what=what,
            sender=sender,
            receiver=receiver,
            own=own,
        ),
        T("Please hand it on to the right desk."),
    )


def sealed_for_another() -> UserError:
    """The bundle cannot be opened with this desk's key and does not say whose it is."""
    return UserError(
        T("This file was not sent to this desk"),
        T("It is sealed with the key of another desk."),
        T("Please hand it on to the right desk."),
    )


def unknown_sender() -> UserError:
    """No trusted signature: unknown desk, wrong key or altered content."""
    return UserError(
        T("It cannot be confirmed who sent this"),
        T("The file has no trusted signature."),
        T("Check with the sender and do not import it."),
    )


def newer_program() -> UserError:
    """The file asks for a newer reader than this program."""
    return UserError(
        T("The file was made by a newer version"),
        T("This version cannot read it yet."),
        T("Please upgrade the program, then import it again. Nothing is lost."),
    )


def demo_mismatch(demo_file: bool) -> UserError:
    """Demo data never enters a real desk, and real data never a demo."""
    if demo_file:
        message = T("The file holds demo data, this desk holds real data.")
    else:
        message = T("The file holds real data, this desk is a demo.")
    return UserError(
        T("Demo and real data do not mix"),
        message,
        T("Take it in on a desk of its own kind. Nothing on this desk has been changed."),
    )


def parts_missing(present: int, total: int | None, missing: str) -> UserError:
    """Some parts have not arrived; ``missing`` lists their numbers, counted from 1."""
    if total is None:
        return UserError(
            T("The parts have not all arrived"),
            T("{present} received, the list of parts is still missing.", present=present),
            T("It is imported by itself when all have arrived, in any order."),
        )
    return UserError(
        T("Parts still missing: {count}", count=total - present),
        T(
            "{present} of {total} received, missing {missing}.",
            present=present,
            total=total,
            missing=missing,
        ),
        T("It is imported by itself when all have arrived, in any order."),
    )


def no_such_bundle(bundle_id: str) -> UserError:
    """No mailbox holds a bundle of this id."""
    return UserError(
        T("There is no such bundle"),
        T("{bundle} was not found in the exchange folders.", bundle=bundle_id),
        T("Check the number, or connect the stick it was written to."),
    )


def damaged_part(number: int) -> UserError:
    """One part of a bundle is not what the signed list says."""
    return UserError(
        T("The file is incomplete"),
        T("Part {number} failed its check, perhaps the transfer was interrupted.", number=number),
        T(
            "Ask the sender to send part {number} again. Nothing on this desk has been changed.",
            number=number,
        ),
    )


def mailbox_unreachable(place: str) -> UserError:
    """The mailbox folder is gone: stick pulled out, share or network away."""
    return UserError(
        T("The exchange folder cannot be reached"),
        T("{place} cannot be opened. Perhaps the company network is not connected.", place=place),
        T("All data are on this desk and will be sent once it is reachable."),
    )


def mailbox_unusable(place: str) -> UserError:
    """The address of the mailbox is not a folder."""
    return UserError(
        T("The exchange folder cannot be reached"),
        T("{place} is not a folder. This version exchanges through folders only.", place=place),
        T("Choose a folder, a shared folder or a USB stick."),
    )


def not_kept(place: str) -> UserError:
    """The mailbox took a file but keeps another size of it."""
    return UserError(
        T("The exchange folder does not keep files whole"),
        T("A file written to {place} came back with another size.", place=place),
        T("Try again, or choose another folder. All data are on this desk."),
    )


def target_exists(place: str) -> UserError:
    """Unpacking goes into an empty folder only."""
    return UserError(
        T("The folder is not empty"),
        T("{place} already holds files.", place=place),
        T("Choose a new folder."),
    )


def wrong_parent(role: Text, parent: Text) -> UserError:
    """A desk of this role is not certified by a desk of that role."""
    return UserError(
        T("This desk cannot be connected here"),
        T("The request comes from {role}, this desk is {parent}.", role=role, parent=parent),
        T("Branches connect to headquarters, laptops to their branch."),
    )


def answer_for_another() -> UserError:
    """The enrolment answer belongs to another request than the one made here."""
    return UserError(
        T("This answer is not for this desk"),
        T("It answers another request."),
        T("Send the request of this desk again, or ask for the right file."),
    )
