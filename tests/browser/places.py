"""Every page and view, as it is opened: by name, its address without the language."""

LANGUAGES = ("kk", "ru", "en")
TIES = ("lists", "lives", "kinds", "use", "coverage")
VIEWS = ("group", "unit", "year", "flows", "spread", "compare")
PAGES = (
    "overview", "mobility", "country", "faculty", "partner", "agreement", "partnerships", "published", "ask",
    "contradictions", "draft", "enter", "sources", "load", "audit",
)  # fmt: skip
RECORDS, STATEMENTS = "institution=kaznu-demo&year=2023", "institution=kaznu"
"""An institution of which a register is loaded, and one of which only statements are known."""


def path(page: str, chosen: str = "", *, institution: str = RECORDS) -> str:
    """'/country?institution=kaznu&country=CHN'."""
    return f"/{'' if page == 'overview' else page}?" + "&".join(part for part in (institution, chosen) if part)


def _of(institution: str, partner: str, agreement: str) -> dict[str, str]:
    chosen = {
        **dict.fromkeys(PAGES, ""),
        "country-china": "country=CHN",
        "country-sco": "group=SCO",
        "faculty-law": "faculty=law",
        "partner-one": f"partner={partner}",
        "agreement-one": f"agreement={agreement}",
        **{f"partnerships-{view}": f"view={view}" for view in TIES},
        "published-china": "q=China",
        "ask-law": "faculty=law&country=CHN&outside=1",
        "sources-release": "release=2",
    }
    if institution == RECORDS:
        chosen |= {f"mobility-{view}": f"view={view}" for view in VIEWS}
    return {name: path(name.split("-")[0], asked, institution=institution) for name, asked in chosen.items()}


DEMONSTRATION = _of(RECORDS, "demo-example-university-of-vienna", "DA-001")
REAL = _of(STATEMENTS, "al-qasimia-university", "npu-xian-branch-hosted")
EVERYWHERE = {
    **{f"kaznu-demo-{name}": path for name, path in DEMONSTRATION.items()},
    **{f"kaznu-{name}": path for name, path in REAL.items()},
}
