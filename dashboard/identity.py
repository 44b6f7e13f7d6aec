"""Who looks, in the sidebar: name and role, signing in and out; and the page of somebody who is not let in."""

import streamlit as st

from dashboard import about, access, caption, drill, guard, witness, words
from dashboard.entrance import Mode, entrance
from dashboard.i18n import _
from dashboard.roles import Person
from db.sight import Right, Role
from db.vocabulary import Act

NEEDS = {"load": Right.LOAD, "enter": Right.LOAD, "audit": Right.AUDIT}
"""Pages that are there for those with a right."""


def box(person: Person | None) -> None:
    """Name and role, and the way in or out."""
    way = entrance().mode
    if way == Mode.LOCAL:
        st.caption(_("This machine only, without sign-in: all rights."))
        return
    if person is not None:
        st.caption(caption.plain(_role(person)))
    if way == Mode.GUESTS:
        return
    if access.is_signed_in():
        st.button(_("Sign out"), on_click=st.logout, key="sign-out", type="tertiary", icon=":material/logout:")
    else:
        st.button(_("Sign in"), on_click=st.login, key="sign-in", type="tertiary", icon=":material/login:")


def _role(person: Person) -> str:
    role = words.word("role", person.role)
    if not person.name:
        return role
    names = [about.unit_names(institution).get(unit, unit) for institution, unit in person.units]
    told = f"{role}: {', '.join(dict.fromkeys(names))}" if person.role == Role.DEAN else role
    return f"{person.name} · {told}"


CAME = "came-for"
REMEMBER = f"""<script>
  sessionStorage.setItem('{CAME}', JSON.stringify([Date.now(), location.pathname + location.search]))
</script>"""
RETURN = f"""<script>{{
  const [since, wanted] = JSON.parse(sessionStorage.getItem('{CAME}') || '[0, ""]');
  sessionStorage.removeItem('{CAME}');
  const isSoon = Date.now() - since < 600000, isOurs = /^[/](?![/])/.test(wanted);
  if (isSoon && isOurs && location.pathname.endsWith('/') && wanted !== location.pathname + location.search) {{
    location.replace(wanted);
  }}
}}</script>"""
"""Who follows a link and has to sign in first sees its page afterwards: the provider sends everybody to the first page.
The browser keeps the address, which is one of this server, for ten minutes."""


def returned() -> None:
    """After signing in, go where somebody wanted to."""
    if access.is_signed_in():
        st.html(RETURN, unsafe_allow_javascript=True)


def outside() -> None:
    """The page of somebody who has to sign in first, or has no role here."""
    if not access.is_signed_in():
        st.html(REMEMBER, unsafe_allow_javascript=True)
    st.title(_("Internationalisation Metrics Dashboard"), anchor=False)
    if access.is_signed_in():
        st.warning(_("Your account has no role here. Ask the international office."))
    else:
        st.info(_("Sign in with your university account to see the figures."))
        st.button(_("Sign in"), on_click=st.login, key="sign-in-here", type="primary", icon=":material/login:")


def came(person: Person) -> None:
    """Keep that somebody signed in, once in a session."""
    if access.is_signed_in():
        witness.once(Act.SIGNED_IN, person.name)


def pages(person: Person) -> list[str]:
    """Names of the pages that the person has."""
    return [name for name in drill.PAGES if _has(person, name)]


def _has(person: Person, page: str) -> bool:
    return page not in NEEDS or access.has(person, NEEDS[page])


def keep_out(page: str) -> bool:
    """Whether the page needs a right that the person lacks; then it says so."""
    if page not in NEEDS or access.may(NEEDS[page]):
        return False
    st.title(_(drill.PAGES[page][0]), anchor=False)
    refuse(page)
    return True


def refuse(what: str) -> None:
    """Says that a right is lacking, and keeps that it was asked for."""
    witness.once(Act.REFUSED, what)
    st.info(
        _("This page is for those who load files or answer for access. Ask the rectorate or the international office.")
    )


def let_upload() -> None:
    """The server takes files from this session: its person may load some."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx()
    if context is not None and access.may(Right.LOAD):
        guard.open_to_uploads(context.session_id)
