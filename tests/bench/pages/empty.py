"""Next to nothing: one choice and one line. What the framework itself takes."""

import streamlit as st

from tests.bench.large import YEARS

st.write(st.selectbox("Year", YEARS[::-1], key="year"))
