"""Metrics of the search index (Prometheus)."""

from collections.abc import Iterator

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kms.search.engine.port import SearchIndex


class IndexMetrics(Collector):
    """Collected on demand, so that they describe the whole installation rather than one process."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index

    def collect(self) -> Iterator[Metric]:
        figures = self._index.figures()
        for name, help, value in (
            ("whole", "Whether the search index can be read.", figures.whole),
            ("documents", "Documents in the search index.", figures.documents),
            ("deleted", "Documents deleted from the search index and still in its files.", figures.deleted),
            ("segments", "Segments of the search index.", figures.segments),
            ("bytes", "Bytes of the search index.", figures.bytes),
            ("rebuilds", "How often the search index was built anew.", figures.rebuilds),
        ):
            yield GaugeMetricFamily(f"kms_index_{name}", help, value=float(value))
