"""Builds the compiled functions where a compiler is at hand; all other metadata stands in setup.cfg."""

from __future__ import annotations

import sys

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext


class Optional(build_ext):
    """Builds what can be built: what cannot has a twin in Python."""

    def build_extension(self, ext: Extension) -> None:
        """Build an extension, or say in one line that it is left out."""
        try:
            super().build_extension(ext)
        except Exception as error:  # of compilers, whose kinds are many
            print(f"triglot: {ext.name} is left out, which only costs speed: {error}".split("\n", 1)[0], file=sys.stderr)


def extensions() -> list[Extension]:
    """The extensions, or none where the build has no Cython."""
    try:
        import lxml
        from Cython.Build import cythonize
    except ImportError as error:
        print(f"triglot: the compiled functions are left out, which only costs speed: {error}", file=sys.stderr)
        return []
    native = [
        Extension(f"gateway.native.{name}", [f"gateway/native/{name}.pyx"], include_dirs=lxml.get_include(), optional=True)
        for name in ("members", "texts", "trees")
    ]
    compiled: list[Extension] = cythonize(native, build_dir="build", quiet=True)
    return compiled


setup(ext_modules=extensions(), cmdclass={"build_ext": Optional})
