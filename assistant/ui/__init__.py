"""The page in a browser, on Gradio. Nothing is reported to anybody: this stands before Gradio is first imported."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
# After every event Gradio would summarise the last 10,000 with pandas, for a page that nobody can open here.
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
