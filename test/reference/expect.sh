#!/usr/bin/env bash
# Writes expected/NAME.json for every trained dump: what reference.py (direct sums, numpy and scipy) makes of it.
# Run once; the results are committed. usage: bash test/reference/expect.sh
set -eu
cd "$(dirname "$0")/../.."
for dump in media/samples/digits_bnvae_* media/samples/digits_vae test/fixtures/trained/*; do
  python3 test/reference/reference.py "$dump/mu.npy" "$dump/logvar.npy" --mc 0 > "test/reference/expected/$(basename "$dump").json"
done
