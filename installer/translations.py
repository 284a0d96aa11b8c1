"""Collects all text that a user sees into resources/translations/*.ts and compiles those to *.qm.

`python -m installer.translations` brings every scumble_<locale>.ts up to date with the sources (translations
made so far are kept); `python -m installer.translations zh_CN` also begins one for another language.

Qt's own collector misses what this program does: texts of helper functions, of `studio.tr`, and the
templates of errors. So the texts are read off the syntax trees, and lupdate gets them in a file of its own.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
ROOMS = ("app", "canvas", "inference")
SENTENCES = "Sentences"  # the context of what errors and notes say; `app.words` looks there
TERMINAL = "Terminal"  # what `app.terminal_words` says
STUDIO = "Studio"  # tools translate through the studio, which is a QObject


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One text to be translated, where Qt will look for it."""

    context: str
    source: str
    plural: bool = False


class NotCollectable(Exception):
    """A text that is put together at run time, or whose context cannot be told."""


def collect(root: Path = ROOT) -> list[Text]:
    """Every text in the three rooms, sorted. Raises NotCollectable, naming the place."""
    texts: set[Text] = set()
    for path, tree in modules(root):
        try:
            texts.update(_Collector(tree).texts)
        except NotCollectable as error:
            raise NotCollectable(f"{path.relative_to(root)}: {error}") from None
        for call in sentence_calls(tree):
            template = literal(call)
            if template is not None:
                texts.add(Text(SENTENCES, template))
    return sorted(texts)


def modules(root: Path = ROOT, rooms: tuple[str, ...] = ROOMS) -> Iterator[tuple[Path, ast.Module]]:
    """The modules of these rooms with their syntax trees."""
    for room in rooms:
        for path in sorted((root / room).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def sentence_calls(tree: ast.Module) -> list[ast.Call]:
    """Where a module makes an error of canvas or inference, or a `Sentence`."""
    names: set[str] = set()  # of the classes
    rooms: set[str] = set()  # of the modules that hold them
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in ("canvas.errors", "inference.errors"):
            names |= {item.asname or item.name for item in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module in ("canvas", "inference"):
            rooms |= {item.asname or item.name for item in node.names if item.name == "errors"}
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and any(_names(base, names, rooms) for base in node.bases):
            names.add(node.name)
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _names(node.func, names, rooms)]


def _names(node: ast.expr, names: set[str], rooms: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in names
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in rooms


def literal(call: ast.Call, place: int = 0) -> str | None:
    """The argument at `place`, if it is a text written out in the source."""
    value = call.args[place] if place < len(call.args) else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


class _Collector(ast.NodeVisitor):
    """What a module hands to Qt's translation."""

    def __init__(self, tree: ast.Module) -> None:
        self.texts: list[Text] = []
        self._classes: list[str] = []
        self._helper = _helper_context(tree)
        self.visit(tree)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        marked = name == "QT_TRANSLATE_NOOP"
        if marked or (name == "translate" and literal(node) is not None and literal(node, 1) is not None):
            self._add(node, _required(node, 0), 1)
        elif name == "tr":
            self._take_tr(node)
        elif isinstance(node.func, ast.Name) and name in ("say", "say_n"):
            self._take_say(node, counts=name == "say_n")

    def _take_tr(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name):
            if literal(node) is None:  # it is marked in a table, with QT_TRANSLATE_NOOP
                return
            if self._helper is None:
                raise NotCollectable(f"line {node.lineno}: no helper called tr was found")
            self._add(node, self._helper, 0)
            return
        assert isinstance(node.func, ast.Attribute)
        owner = ast.unparse(node.func.value)
        if owner == "self" and self._classes:
            self._add(node, self._classes[-1], 0)
        elif owner.split(".")[-1].strip("_") == "studio":
            self._add(node, STUDIO, 0)
        else:
            raise NotCollectable(f"line {node.lineno}: whose context is {owner}.tr?")

    def _take_say(self, node: ast.Call, counts: bool) -> None:
        if node.args and isinstance(node.args[0], ast.Subscript):  # marked in a table, with QT_TRANSLATE_NOOP
            return
        english = _required(node, 0)
        self.texts.append(Text(TERMINAL, _required(node, 1) if counts else english, counts))

    def _add(self, node: ast.Call, context: str, place: int) -> None:
        plural = len(node.args) > place + 2 or any(word.arg == "n" for word in node.keywords)
        self.texts.append(Text(context, _required(node, place), plural))


def _required(node: ast.Call, place: int) -> str:
    text = literal(node, place)
    if text is None:
        raise NotCollectable(f"line {node.lineno}: a text must be written out whole: {ast.unparse(node)}")
    return text


def _helper_context(tree: ast.Module) -> str | None:
    """The context of a module's own `def tr(text)`, which calls translate with it."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "tr":
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                    return literal(call)
    return None


def update(languages: list[str], folder: Path = FOLDER) -> None:
    """Bring the .ts files up to date, begin those of new languages, and compile all."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {folder / f"scumble_{name}.ts" for name in ("en", *languages)} | set(folder.glob("scumble_*.ts"))
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary) / "texts.cpp"
        source.write_text("".join(_line(text) for text in collect()), encoding="utf-8")
        for file in sorted(files):
            options = ["-no-obsolete", "-locations", "none", "-source-language", "en"]
            _run("pyside6-lupdate", str(source), *options, "-ts", str(file))
    for file in sorted(files):
        compile_translation(file, file.with_suffix(".qm"))


def compile_translation(source: Path, target: Path) -> None:
    """A .ts file to the .qm that the program loads; what is not translated yet is left out."""
    _run("pyside6-lrelease", "-silent", str(source), "-qm", str(target))


def _line(text: Text) -> str:
    macro = "QT_TRANSLATE_N_NOOP" if text.plural else "QT_TRANSLATE_NOOP"
    return f"{macro}({_quoted(text.context)}, {_quoted(text.source)})\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _run(program: str, *arguments: str) -> None:
    subprocess.run([str(Path(sys.executable).parent / program), *arguments], check=True, cwd=ROOT)


if __name__ == "__main__":
    update(sys.argv[1:])
