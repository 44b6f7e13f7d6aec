"""The page's own style sheet, beside the theme of .streamlit/config.toml."""

# Source lines are captions: they must read as well as the text.
CAPTIONS = "[data-testid=stCaptionContainer] {opacity: 0.9}"
# The accent of the dark ground is light: white words on it could not be read.
DARK = "button[kind^=primary] {color: #14171a}"


def css(dark: bool) -> str:
    """The style sheet for the light or the dark ground."""
    return CAPTIONS + (DARK if dark else "")
