#!/usr/bin/env bash
# Runs the browser suite against the program at $DOICHIEU (target/release/doichieu) in the Chromium of the system; nothing
# is downloaded but the two packages of package.json. What is missing is told in lines that scripts/test collects.
#   tests/browser/run.sh [FILE.test.mjs …]
set -euo pipefail
cd "$(dirname "$0")"
missing=no
for tool in "node" "npm" "chromium" "soffice" "pdftotext"; do
  if ! command -v "$tool" >/dev/null; then
    printf 'skipped: browser: the program %s is not on the PATH\n' "$tool"
    missing=yes
  fi
done
[ "$missing" = no ] || exit 0
CHROMIUM=${CHROMIUM:-$(command -v chromium)}
export CHROMIUM
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --ignore-scripts --no-audit --no-fund
  cp package-lock.json node_modules/.installed
fi
[ "$#" -gt 0 ] || set -- ./*.test.mjs
exec node --test --test-concurrency=2 --test-reporter=spec "$@"
