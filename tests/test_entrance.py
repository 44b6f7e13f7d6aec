"""How people come in: settings, roles from claims and lists, the guard before every request, refusal to start."""

import asyncio
from pathlib import Path
from typing import Any, ClassVar

import pytest

from dashboard import __main__ as start
from dashboard import entrance, roles
from dashboard.entrance import BadSettings, Entrance, Mode
from dashboard.guard import HEADERS, OPEN_TO_UPLOADS, Guard, open_to_uploads
from dashboard.roles import BadRules, Granted, Person, Rules
from db.sight import RIGHTS, Right, Role, sight
from tests.conftest import ROOT

AUTH = {
    "redirect_uri": "https://dashboard.u.example/oauth2callback", "cookie_secret": "x" * 32, "client_id": "dashboard",
    "client_secret": "secret", "server_metadata_url": "https://login.u.example/.well-known/openid-configuration",
}  # fmt: skip


def toml(auth: dict[str, str], access: str = "") -> str:
    return "[auth]\n" + "".join(f'{key} = "{value}"\n' for key, value in auth.items()) + f"[access]\n{access}"


def settings_of(tmp_path: Path, content: str, **environment: str) -> Entrance:
    file = tmp_path / "access.toml"
    file.write_text(content, encoding="utf-8")
    file.chmod(0o600)
    return entrance.settings({entrance.FILE: str(file), **environment})


def test_without_settings_it_is_this_machine_only_and_with_a_word_everyone_a_guest() -> None:
    assert entrance.settings({}).mode == Mode.LOCAL
    assert entrance.settings({entrance.GUESTS: "yes"}).mode == Mode.GUESTS


def test_settings_are_read_and_secrets_may_stand_in_the_environment(tmp_path: Path) -> None:
    plain = {key: value for key, value in AUTH.items() if "secret" not in key}
    found = settings_of(
        tmp_path, toml(plain, 'claim = "groups"\n'),
        DASHBOARD_CLIENT_SECRET="hush", DASHBOARD_COOKIE_SECRET="y" * 32,
    )  # fmt: skip
    assert found.mode == Mode.SIGN_IN
    assert (found.auth["client_secret"], found.rules.claim) == ("hush", "groups")
    assert "hush" not in repr(found)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"cookie_secret": "short"}, "fewer than 32"),
        ({"redirect_uri": "http://dashboard.u.example/oauth2callback"}, "not https"),
        ({"server_metadata_url": "ftp://login"}, "not https"),
        ({"client_id": ""}, "lacks auth.client_id"),
    ],
)
def test_settings_that_do_not_hold_are_refused(tmp_path: Path, change: dict[str, str], told: str) -> None:
    with pytest.raises(BadSettings, match=told):
        settings_of(tmp_path, toml({**AUTH, **change}))


@pytest.mark.parametrize("content", ['auth = "x"', "[[auth]]", "[acces]", '[access]\ngroups = ["a"]', "[auth"])
def test_settings_of_another_shape_are_refused_in_words(tmp_path: Path, content: str) -> None:
    with pytest.raises(BadSettings):
        settings_of(tmp_path, content)


def test_a_file_that_others_read_or_that_lies_in_the_project_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "access.toml"
    with pytest.raises(BadSettings, match="no such file"):
        entrance.settings({entrance.FILE: str(file)})
    file.write_text(toml(AUTH), encoding="utf-8")
    file.chmod(0o644)
    with pytest.raises(BadSettings, match="chmod 600"):
        entrance.settings({entrance.FILE: str(file)})
    with pytest.raises(BadSettings, match="within the project"):
        entrance.settings({entrance.FILE: str(ROOT / "pyproject.toml")})
    file.chmod(0o600)
    file.write_text("[auth", encoding="utf-8")
    with pytest.raises(BadSettings, match="not TOML"):
        entrance.settings({entrance.FILE: str(file)})
    with pytest.raises(BadSettings, match="not both"):
        entrance.settings({entrance.FILE: str(file), entrance.GUESTS: "yes"})


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.5", "::", "dashboard.u.example"])
def test_it_does_not_start_for_other_machines_without_sign_in(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(entrance.FILE, raising=False)
    monkeypatch.delenv(entrance.GUESTS, raising=False)
    monkeypatch.setattr(start.subprocess, "Popen", lambda command: pytest.fail("It started."))
    assert start.main(["--address", address]) == 2
    assert "nobody signs in: refused" in capsys.readouterr().err


class Server:
    """In place of the process of the app."""

    started: ClassVar[list[list[str]]] = []

    def __init__(self, command: list[str]) -> None:
        self.started.append(command)

    def wait(self) -> int:
        return 0


def test_it_starts_for_other_machines_where_everyone_is_a_guest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started = Server.started
    monkeypatch.setenv(entrance.GUESTS, "")
    monkeypatch.setenv("PYTHONPATH", "")
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(start.subprocess, "Popen", Server)
    assert start.main(["--address", "0.0.0.0", "--everyone-is-guest"]) == 0
    assert "--server.address=0.0.0.0" in started[0]
    assert "everyone is a guest" in capsys.readouterr().out


def test_settings_that_do_not_hold_stop_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(entrance.FILE, "/nowhere/access.toml")
    assert start.main([]) == 2
    assert "no such file" in capsys.readouterr().err


RULES = roles.rules(
    {
        "claim": "groups",
        "groups": {"rectors": "rectorate", "deans-law": {"role": "dean", "units": ["u/law"]},
                   "deans-art": {"role": "dean", "units": ["u/art", "u/music"]}, "clerks": "office"},
        "people": {"a@u.example": "analyst"},
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("claims", "role", "units"),
    [
        ({"email": "x@u.example", "groups": ["rectors", "clerks"]}, Role.RECTORATE, ()),
        ({"email": "x@u.example", "groups": "clerks"}, Role.OFFICE, ()),
        ({"email": "x@u.example", "groups": ["deans-law", "deans-art"]}, Role.DEAN,
         (("u", "art"), ("u", "law"), ("u", "music"))),
        ({"email": "a@u.example"}, Role.ANALYST, ()),
        ({"email": "x@u.example", "groups": ["rectorate"]}, Role.GUEST, ()),  # a role by name is no group of the rules
        ({"email": "x@u.example", "groups": {"rectors": 1}}, Role.GUEST, ()),
        ({"email": "x@u.example", "groups": None}, Role.GUEST, ()),
        ({"email": "a@u.example", "email_verified": False, "sub": "7"}, Role.GUEST, ()),
        ({"email": "a@u.example", "email_verified": "false", "sub": "7"}, Role.GUEST, ()),
        ({"email": "", "sub": "a@u.example"}, Role.GUEST, ()),
        ({"email": "a@u.example\u200b", "sub": "7"}, Role.GUEST, ()),
        ({"email": "A@U.example", "email_verified": "true"}, Role.ANALYST, ()),
    ],
)  # fmt: skip
def test_a_role_comes_from_claims_or_the_list(claims: dict[str, Any], role: Role, units: Any) -> None:
    found = roles.person(claims, RULES)
    assert found is not None
    assert (found.role, found.units) == (role, units)


def test_without_lists_claims_name_roles_themselves() -> None:
    found = roles.person({"sub": "1", "roles": ["dean"], "units": ["u/law", "nonsense"]}, Rules())
    assert found == Person("sub 1", Role.DEAN, (("u", "law"),))
    assert roles.person({"sub": "1", "roles": ["root"]}, Rules()) == Person("sub 1", Role.GUEST)
    assert roles.person({"sub": "1"}, Rules(others=None)) is None


def test_a_name_is_one_line() -> None:
    found = roles.person({"email": "a\nb\x1b[31m@u.example\u202e", "sub": "x\ny"}, Rules())
    assert found is not None
    assert found.name == "sub x y"


@pytest.mark.parametrize(
    "told",
    [
        {"people": {"a": "king"}}, {"groups": {"a": {"role": "dean"}}}, {"visitors": "rectorate"}, {"nonsense": 1},
        {"groups": {"a": {"role": "dean", "units": ["law"]}}}, {"hours": 0}, {"hours": "long"}, {"claim": ["a"]},
        {"groups": ["a"]}, {"people": {"a": {"role": "office", "unit": ["u/law"]}}},
        {"people": {"a": {"role": "office", "units": ["u/law"]}}},
    ],
)  # fmt: skip
def test_rules_that_do_not_hold_are_refused(told: dict[str, Any]) -> None:
    with pytest.raises(BadRules):
        roles.rules(told)


def test_who_signed_in_long_ago_is_asked_again() -> None:
    assert roles.is_fresh({"iat": 1000}, Rules(hours=1), now=4000)
    assert not roles.is_fresh({"iat": 1000}, Rules(hours=1), now=4601)
    assert not roles.is_fresh({}, Rules(), now=1e9)
    assert not roles.is_fresh({"iat": "soon"}, Rules(), now=1e9)


def test_rights_of_roles() -> None:
    assert {role: {str(right) for right in RIGHTS[role]} for role in Role} == {
        Role.RECTORATE: {"exact", "load", "set_aside", "audit"}, Role.OFFICE: {"exact", "load", "set_aside"},
        Role.ANALYST: {"exact"}, Role.DEAN: set(), Role.GUEST: set(),
    }  # fmt: skip
    assert sight(Role.GUEST, (("u", "law"),)).units == ()
    assert Right.EXACT not in RIGHTS[Role.DEAN]
    assert Granted(Role.OFFICE).units == ()


class Asked:
    """An app behind the guard that answers 200 with a cookie, and what came back."""

    def __init__(self, way: Entrance) -> None:
        self._guard = Guard(self._app, way)

    @staticmethod
    async def _app(scope: Any, receive: Any, send: Any) -> None:
        cookie = (b"set-cookie", b"_streamlit_user=1; HttpOnly; SameSite=lax")
        await send({"type": "http.response.start", "status": 200, "headers": [cookie]})
        await send({"type": "http.response.body", "body": b"ok"})

    def get(self, path: str = "/", client: str = "127.0.0.1", kind: str = "http", **headers: str) -> tuple[int, Any]:
        sent: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "websocket.connect"}

        named = {"host": "127.0.0.1:8501", **headers}
        scope = {
            "type": kind, "path": path, "method": "PUT", "client": (client, 1),
            "headers": [(key.replace("_", "-").encode(), value.encode()) for key, value in named.items()],
        }  # fmt: skip
        asyncio.run(self._guard(scope, receive, send))
        if kind == "websocket":
            return sent[0].get("code", 0), {}
        return sent[0]["status"], dict(sent[0]["headers"])


SIGN_IN = Entrance(Mode.SIGN_IN, AUTH, Rules())


def test_an_app_for_this_machine_answers_this_machine_only() -> None:
    local = Asked(Entrance(Mode.LOCAL))
    assert local.get()[0] == 200
    assert local.get(host="[::1]:8501")[0] == 200
    assert local.get(host="evil.example")[0] == 403  # a name that was pointed here
    assert local.get(host="127.0.0.1.evil.example")[0] == 403
    assert local.get(client="192.168.1.7")[0] == 403
    assert local.get(x_forwarded_for="10.0.0.1")[0] == 403  # a proxy speaks for somebody else
    assert local.get(kind="websocket", host="evil.example")[0] == 1008
    assert local.get(kind="websocket", origin="http://127.0.0.1:8501")[0] != 1008
    assert local.get(kind="websocket", origin="http://127.0.0.1:3000")[0] == 1008  # a page of another server here
    assert local.get(host="[::1")[0] == local.get(host="evil@127.0.0.1")[0] == 403
    assert local.get(via="1.1 proxy")[0] == local.get(x_forwarded_proto="https")[0] == 403
    assert Asked(SIGN_IN).get(host="dashboard.u.example", client="10.0.0.1", x_forwarded_for="10.0.0.1")[0] == 200


def test_every_answer_bears_the_headers() -> None:
    for way, host in (
        (Entrance(Mode.LOCAL), "localhost"),
        (Entrance(Mode.LOCAL), "evil.example"),
        (SIGN_IN, "u.example"),
    ):
        _status, headers = Asked(way).get(host=host)
        assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert b"frame-ancestors 'none'" in HEADERS[b"content-security-policy"]


def test_cookies_over_https_go_no_other_way() -> None:
    _status, headers = Asked(SIGN_IN).get(host="u.example")
    assert headers[b"set-cookie"].endswith(b"; Secure")
    assert b"strict-transport-security" in headers
    _status, headers = Asked(Entrance(Mode.LOCAL)).get()
    assert b"Secure" not in headers[b"set-cookie"]


def test_files_are_taken_from_sessions_that_may_load_only() -> None:
    app = Asked(SIGN_IN)
    assert app.get("/_stcore/upload_file/stranger/1")[0] == 403
    assert app.get("/base/_stcore/upload_file/stranger/1")[0] == 403
    open_to_uploads("clerk")
    assert app.get("/_stcore/upload_file/clerk/1")[0] == 200
    OPEN_TO_UPLOADS.pop("clerk")


def test_numbers_of_sessions_are_for_this_machine() -> None:
    app = Asked(SIGN_IN)
    assert app.get("/_stcore/metrics", client="10.0.0.1", host="u.example")[0] == 403
    assert app.get("/_stcore/metrics", host="u.example", x_forwarded_for="10.0.0.1")[0] == 403
    assert app.get("/_stcore/metrics")[0] == 200
