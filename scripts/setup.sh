#!/usr/bin/env bash
# Install what is missing: system libraries with apt, Python packages into .venv (uv when available, else pip).
# usage: scripts/setup.sh run|test|office|bench
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || [ -n "$(find /usr/lib /lib -name "$1*" -print -quit 2>/dev/null)" ]; }

missing=()
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  { echo "assess needs Python 3.11 or newer; install python3 and run this again." >&2; exit 2; }
python3 -c 'import ensurepip' 2>/dev/null || command -v uv >/dev/null || missing+=(python3-venv)
has_library libpango-1.0.so.0 || missing+=(libpango-1.0-0)
has_library libpangoft2-1.0.so.0 || missing+=(libpangoft2-1.0-0)
has_library libharfbuzz-subset.so.0 || missing+=(libharfbuzz-subset0)
if [ "$what" = test ]; then
  command -v chromium >/dev/null || missing+=(chromium)
  command -v pdftotext >/dev/null || missing+=(poppler-utils)
  command -v mariadbd >/dev/null || missing+=(mariadb-server)
  command -v java >/dev/null || missing+=(default-jre-headless)
fi
if [ "$what" = office ]; then
  command -v soffice >/dev/null || missing+=(libreoffice-calc libreoffice-impress)
  command -v pdftotext >/dev/null || missing+=(poppler-utils)
fi

if [ ${#missing[@]} -gt 0 ]; then
  root=()
  [ "$(id -u)" = 0 ] || root=(sudo)
  if ! command -v apt-get >/dev/null || { [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; }; then
    echo "Please install these packages and run this again: ${missing[*]}" >&2
    exit 2
  fi
  echo "Installing ${missing[*]} ..."
  export DEBIAN_FRONTEND=noninteractive
  install() { "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1; }
  install || { "${root[@]}" apt-get update -qq >/dev/null && install; } ||
    { echo "apt-get could not install: ${missing[*]}. Please install them and run this again." >&2; exit 2; }
fi

export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 # the certificates this machine trusts, as pip does
case $what in run) extras= ;; test | office) extras='[test,dev]' ;; bench) extras='[bench]' ;; esac
[ "$what" = office ] && stamp=.venv/.ready-test || stamp=.venv/.ready-$what
[ "$what" = run ] && [ -e .venv/.ready-test ] && stamp=.venv/.ready-test
if [ ! -e "$stamp" ] || [ pyproject.toml -nt "$stamp" ] || [ constraints.txt -nt "$stamp" ]; then
  echo "Installing Python packages into .venv ..."
  if command -v uv >/dev/null; then
    [ -e .venv/bin/python ] || uv venv -q --python python3 .venv
    uv pip install -q --compile-bytecode --python .venv/bin/python -c constraints.txt -e ".$extras"
  else
    [ -e .venv/bin/python ] || python3 -m venv .venv
    pip="-m pip install -q --disable-pip-version-check"
    # uv installs in seconds what takes pip minutes; without it pip does the same work
    if .venv/bin/python $pip uv >/dev/null 2>&1 && .venv/bin/uv pip install -q --compile-bytecode --python .venv/bin/python \
      -c constraints.txt -e ".$extras"; then :; else
      .venv/bin/python $pip -c constraints.txt -e ".$extras"
    fi
  fi
  if [ "$what" = bench ]; then
    if command -v uv >/dev/null; then
      uv pip install -q --python .venv/bin/python --no-deps -c constraints.txt valentine
    else
      .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps -c constraints.txt valentine
    fi
  fi
  .venv/bin/python -m compileall -q assess
  touch "$stamp"
fi

# a checker of PDFs in a place of its own: it needs a library under a licence that nothing of ours may depend on
if [ "$what" = office ] && [ ! -x .venv/checkers/bin/outloud ]; then
  tool=$(command -v uv || echo .venv/bin/uv)
  "$tool" venv -q --python .venv/bin/python .venv/checkers
  "$tool" pip install -q --python .venv/checkers/bin/python outloud==0.2.1
fi
