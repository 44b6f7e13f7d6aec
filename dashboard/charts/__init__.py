"""DataFrame -> Figure. Neither Streamlit nor the database: each can be tried in a Python prompt by itself."""
