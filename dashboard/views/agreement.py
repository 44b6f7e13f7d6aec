"""An agreement: its terms, its sources, its life, places and students."""

from dashboard.partnerships import agreement
from dashboard.views import chosen

agreement.page(chosen())
