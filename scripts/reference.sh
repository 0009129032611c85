#!/usr/bin/env bash
# Makes the reference numbers anew with the programs named in each script; needs python3 (and R for later engines).
set -euo pipefail
cd "$(dirname "$0")/.."
for script in engines/*/reference/*.py; do
  echo "$script"
  python3 "$script"
done
