"""Load a file: it is judged, its unknown names are chosen, and what it would change is shown before it is stored."""

from dashboard.loading import page
from dashboard.views import chosen

page.show(chosen())
