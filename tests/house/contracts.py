"""Import contracts that import-linter's own types cannot express: rules by the last word of a file's name."""

from collections.abc import Collection, Iterator

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

EDGE, WORK, RULES, QUERIES, BASE = range(5)
ROLES = {
    "views": EDGE,
    "api": EDGE,
    "tasks": WORK,
    "source": WORK,
    "queries": QUERIES,
    "models": BASE,
    "inputs": BASE,
    "kinds": BASE,
    "routes": BASE,
}
"""The layer of a file by the last word of its name; any other name is a file of rules."""


def role(module: str) -> int:
    """The layer of a file inside its slice, from the edge to the base; everything in a package `web` is at the edge."""
    package, _, name = module.rpartition(".")
    return EDGE if package.endswith(".web") else ROLES.get(name.rpartition("_")[2], RULES)


def slice_of(module: str) -> str:
    """The slice a file is in; empty for files outside the slices."""
    parts = module.split(".")
    return parts[1] if len(parts) > 2 else ""


def package(module: str) -> str:
    """The package a file is in."""
    return module.rpartition(".")[0]


def is_in(module: str, packages: Collection[str]) -> bool:
    """Whether a file is one of these modules, or inside one of these packages."""
    return any(module == name or module.startswith(f"{name}.") for name in packages)


def is_base(graph: ImportGraph, module: str) -> bool:
    """Whether a file imports nothing of its own package."""
    found = graph.find_modules_directly_imported_by(module)
    return not any(package(imported) == package(module) for imported in found)


class Broken(Contract):
    """What both contracts share: `ruled` finds the imports that break the rule; each is printed on a line."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        lines = sorted(f"{importer} -> {imported}" for importer, imported in self.broken(graph))
        return ContractCheck(kept=not lines, metadata={"lines": lines})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["lines"]:
            output.print_error(line, bold=False)

    def broken(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        """The imports that break the contract."""
        raise NotImplementedError


def imports(graph: ImportGraph) -> Iterator[tuple[str, str]]:
    """All direct imports of our own modules."""
    for module in sorted(graph.modules):
        if module.startswith("kms."):
            for imported in graph.find_modules_directly_imported_by(module):
                yield module, imported


class SliceLayersContract(Broken):
    """Inside a slice only edges import edges, and inside a package a file imports only from its own layer or below.
    A file that imports nothing from its package is at the base, whatever its name."""

    free = fields.SetField(subfield=fields.StringField(), required=False)

    def broken(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        for importer, imported in imports(graph):
            slice = slice_of(importer)
            if slice and slice not in self.free and slice_of(imported) == slice:
                rises = role(importer) > role(imported)
                to_edge = role(imported) == EDGE
                if rises and (to_edge or (package(importer) == package(imported) and not is_base(graph, imported))):
                    yield importer, imported


class WebFreeContract(Broken):
    """Only edges and the named modules import the web framework; our web toolkits are for edges and routes."""

    frameworks = fields.SetField(subfield=fields.StringField())
    toolkits = fields.SetField(subfield=fields.StringField())
    allowed = fields.SetField(subfield=fields.StringField())

    def broken(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        for importer, imported in imports(graph):
            if role(importer) == EDGE or is_in(importer, {*self.toolkits, *self.allowed}):
                continue
            makes_routes = importer.endswith("routes") and imported.endswith("routes")
            if imported.split(".")[0] in self.frameworks or (is_in(imported, self.toolkits) and not makes_routes):
                yield importer, imported
