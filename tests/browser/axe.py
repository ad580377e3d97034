"""Runs axe-core on the current page."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def unreadable(page: Page) -> list[str]:
    """Every violation with its place and reasons, once the page has loaded completely and nothing on it moves."""
    page.wait_for_load_state()
    page.evaluate(_CALM)
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text())
    return list(page.evaluate(_RUN, _RULES))


_CALM = """() => Promise.allSettled(document.getAnimations()
  .filter((moving) => moving.effect?.getComputedTiming().endTime !== Infinity).map((moving) => moving.finished))"""
_RUN = """(rules) => axe.run(document, { runOnly: rules, resultTypes: ["violations"] }).then((answer) =>
  answer.violations.flatMap((v) => v.nodes.map((n) => {
    const reasons = n.any.concat(n.all, n.none).map((c) => c.message);
    return `${v.id}: ${n.html.slice(0, 160)} (${reasons.join("; ")})`;
  })))"""
