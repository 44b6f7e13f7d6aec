"""The page's style sheet: what the framework's theme cannot say, and the page on paper."""

from functools import cache

from dashboard.charts.theme import Style

SCREEN = """
/* Source lines are captions: they must read as well as the text. */
[data-testid=stCaptionContainer] {opacity: 0.9}

/* Whoever goes by keyboard sees where they are, on every control and link. */
:focus-visible, label:has(:focus-visible), .stApp [role=group]:has(input:focus-visible),
[data-testid=stTextInputRootElement]:focus-within {
  outline: 2px solid ACCENT !important; outline-offset: 2px !important;
}
/* The box of such a field is what is seen, not what one writes in. */
.stApp [role=group] input:focus-visible, [data-testid=stTextInputRootElement] input:focus-visible {
  outline: none !important;
}

/* A link to another page looks like the links in texts: linkColor of .streamlit/config.toml on the ground that is seen,
   also when it changes. Those of the navigation bear a sign and look like a list. */
[data-testid=stPageLink] a:not(:has([data-testid=stIconMaterial])) p {
  color: light-dark(#1f5f8b, #9fd0ef); white-space: normal; overflow-wrap: anywhere}
[data-testid=stPageLink] a:not(:has([data-testid=stIconMaterial])):is(:hover, :focus-visible) p {
  text-decoration: underline;
}

/* A figure and its change are read to their ends, on two lines where they are long. */
:is([data-testid=stMetricValue], [data-testid=stMetricDelta]) :is(div, p) {
  white-space: normal !important; overflow: visible;
}

/* A number is one word: it never goes on in the next line. */
[data-testid=stMetricValue] * {overflow-wrap: normal !important; word-break: normal !important}

/* Beside the filters of a tablet four cards are too narrow for their words, and two charts for their labels. */
@media screen and (min-width: 40.1rem) and (max-width: 80rem) {
  [data-testid=stMainBlockContainer] {padding-inline: 2rem}
}
@media screen and (min-width: 40.1rem) and (max-width: 74.9rem) {
  [data-testid=stHorizontalBlock]:has(> [data-testid=stColumn]:nth-child(4)) {
    display: grid; grid-template-columns: 1fr 1fr;
  }
  [data-testid=stHorizontalBlock]:has(> [data-testid=stColumn]:nth-child(4)) > [data-testid=stColumn] {
    width: auto; min-width: 0;
  }
  [data-testid=stColumn]:has([class*=st-key-chart-]) {min-width: min(24rem, 100%)}
}

/* A heat map needs room for its numbers: on a phone it is moved sideways within its place, and the page is not. The
   beginning of `narrow` tells the script of `dashboard.pictures` that the keyboard must come there too. */
@media screen {
  [class*=st-key-chart-][class*=-heat-map-] {overflow-x: auto}
  [class*=st-key-chart-][class*=-heat-map-] > * {min-width: 42rem}
}
@media screen and (max-width: 60rem) {
  [class*=st-key-chart-][class*=-heat-map-] {animation: narrow 1ms forwards}
}
@keyframes narrow {from {outline-offset: 0}}

/* What `dashboard.paper` says on paper alone. */
@media screen {
  [data-testid=stElementContainer]:has(> .stHtml > .on-paper) {display: none}
}

.pictures {display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center}
.pictures button {
  font: inherit; font-size: 0.875rem; color: inherit; background: transparent; cursor: pointer;
  border: 1px solid GREY; border-radius: 0.25rem; padding: 0.25rem 0.75rem; min-height: 2rem;
}
.pictures button:hover {border-color: ACCENT; color: ACCENT}
.pictures button[aria-busy] {cursor: progress; opacity: 0.6}
"""

# The accent of the dark ground is light: white words on it could not be read.
DARK = """
button[kind^=primary] {color: #14171a}
"""

PRINT = """
@page {
  size: A4; margin: 14mm 12mm;
  @bottom-right {content: counter(page) " / " counter(pages); font: 9pt sans-serif; color: #444}
}
@media print {
  [data-testid=stSidebar], [data-testid=stHeader], [data-testid=stToolbar], [data-testid=stElementToolbar],
  [data-testid=stStatusWidget], [data-testid=stExpandSidebarButton], [data-testid=stBottom],
  .stButton, .stDownloadButton, .stFileUploader, .pictures, .modebar, .stExpander details:not([open]),
  .stExpander summary svg, [role=tablist] [role=tab][aria-selected=false], .stMain [role=radio][aria-checked=false] {
    display: none !important;
  }

  /* All of the page, not the part that a screen would show. */
  html, body, #root, .stApp, [data-testid=stAppViewContainer], [data-testid=stMain], [data-testid=stMainBlockContainer],
  #root > div, #root > div > div {
    position: static !important; display: block !important; overflow: visible !important; height: auto !important;
    min-height: 0 !important; max-height: none !important; width: 100% !important; max-width: none !important;
    padding: 0 !important;
  }

  [data-testid=stMainBlockContainer] {padding: 0 2px !important}

  /* Cards stand two abreast and stay whole; charts, lists and tables stand below each other for want of width. */
  [data-testid=stHorizontalBlock]:has(> [data-testid=stColumn]) {
    display: grid !important; grid-template-columns: 1fr 1fr; gap: 0.75rem;
  }
  [data-testid=stHorizontalBlock]:has(> [data-testid=stColumn] :is(.stPlotlyChart, .stDataFrame, li)) {
    display: block !important;
  }
  [data-testid=stColumn] {width: auto !important; min-width: 0 !important; break-inside: avoid}
  [data-testid=stColumn]:has(.stPlotlyChart, .stDataFrame, li) {break-inside: auto; margin-bottom: 1rem}

  /* A heading stays with its unit and its chart, and no chart is cut. */
  [data-testid=stHeading], [data-testid=stElementContainer]:has([data-testid=stHeading]),
  [data-testid=stElementContainer]:has(+ [data-testid=stElementContainer] :is(.stPlotlyChart, .stDataFrame)) {
    break-after: avoid; break-inside: avoid;
  }
  .stPlotlyChart, [data-testid=stElementContainer]:has(.stPlotlyChart, .stDataFrame), [data-testid=stMetric], .stAlert,
  [data-testid=stCaptionContainer] {break-inside: avoid}
  p, li {orphans: 3; widows: 3}

  /* Charts are drawn for the screen; the script of `dashboard.pictures` lets them shrink to the paper. Tables too. */
  [data-testid=stElementContainer]:has(.stPlotlyChart), [data-testid=stFullScreenFrame]:has(.stPlotlyChart),
  .stPlotlyChart, .js-plotly-plot, .plot-container, .svg-container {
    flex: 0 0 auto !important; width: 100% !important; height: auto !important; min-height: 0 !important;
    max-height: none !important; contain: none !important; overflow: visible !important;
  }
  .main-svg {max-width: 100% !important; height: auto !important}
  .main-svg:first-of-type {position: relative !important}
  .stDataFrame div {
    max-width: 100% !important; height: auto !important; min-height: 0 !important; position: static !important;
  }
  .stDataFrame .dvn-scroller {display: none !important}
  .stDataFrame .dvn-underlay {position: relative !important}
  .stDataFrame canvas {
    max-width: 100% !important; height: auto !important; contain: none !important;
  }
  .stDataFrame canvas:first-child {position: static !important}

  /* Where the whole table is printed its drawing is not. */
  [data-testid=stElementContainer]:has(.stDataFrame):has(+ * > .stHtml > table.on-paper) {display: none !important}
  table.on-paper {width: 100%; border-collapse: collapse; font-size: 7.5pt; line-height: 1.3}
  table.on-paper :is(th, td) {
    border: 1px solid #bbb; padding: 2px 4px; text-align: left; vertical-align: top;
    overflow-wrap: anywhere; min-width: 4.6em;
  }
  table.on-paper .number {text-align: right; white-space: nowrap}
  table.on-paper tbody {break-inside: avoid}
  p.on-paper {font-size: 8pt}
}
"""

# A dark page is printed on white paper all the same.
PRINT_DARK = """
@media print {
  html, body, #root, .stApp, .stApp * {
    background-color: transparent !important; color: #000 !important; border-color: #999 !important;
  }
  .stApp * {-webkit-text-fill-color: #000 !important}
  .stPlotlyChart:not(:has(COLOURED)) text {fill: #000 !important; text-shadow: none !important}
  /* What has numbers on coloured ground is turned round as a whole; it prints as an image of 300 dots an inch. */
  .stPlotlyChart:has(COLOURED), .stDataFrame canvas {filter: invert(1) hue-rotate(180deg)}
  [data-testid=stAlertContainer] {border: 1px solid}
}
""".replace("COLOURED", ".geolayer > .geo, .heatmaplayer .hm")


@cache
def css(dark: bool) -> str:
    """The style sheet as one line, for a <style> on every page; `dark`: the ground that the reader sees.

    It goes along with each run, and the framework looks through its lines each time.
    """
    look = Style(dark=dark)
    whole = SCREEN + PRINT + (DARK + PRINT_DARK if dark else "")
    return " ".join(whole.replace("ACCENT", look.accent).replace("GREY", look.quiet).split())


def marked(text: str) -> str:
    """The style sheet that writes a mark on top of every printed page, as of invented figures."""
    told = "".join(f"\\{ord(letter):x} " if letter in '\\"<>\n' else letter for letter in text)
    return f'@page {{@top-left {{content: "{told}"; font: bold 9pt sans-serif; color: #c00000; width: 100%}}}}'
