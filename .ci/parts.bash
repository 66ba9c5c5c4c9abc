# Functions of .ci/run that run its parts. They write into $reports, from which .ci/totals.mjs makes the sum.

say() { printf '\n== %s (after %d minutes)\n' "$*" $((SECONDS / 60)); }

# part NAME COMMAND: runs a part of the gate. The sum reads its exit code, its times, the report that it writes to $reports/NAME.json, and, of a
# part that failed, the end of its output: a reader of the gate's last lines learns the reason.
part() {
  clock "$1.start"
  # Not a pipeline: that would wait for a container engine, which a part leaves behind.
  "${@:2}" > >(tee "$reports/$1.log") 2>&1
  echo $? >"$reports/$1.exit"
  clock "$1.end"
}

# clock NAME: writes the seconds that have passed, and the CPU times of this shell and of the processes that it started and that have ended.
clock() {
  # Not in a subshell, whose times begin at zero.
  { echo "$EPOCHREALTIME" && times; } >"$reports/$1"
}

# drawn NAME: whether the commit draws this part.
drawn() {
  [ -s "$reports/$1.drawn" ] || { echo "Not drawn by this commit." && false; }
}

# in_time NAME: whether this part may still begin. CI ends a gate after 90 minutes, and a gate that is ended has no verdict.
in_time() {
  [ -z "$last_minute" ] || [ $SECONDS -lt $((last_minute * 60)) ] || { echo "No time is left." && : >"$reports/$1.late" && false; }
}

# tests NAME COMMAND: a part that is a run of Vitest over the files drawn for it. If a single file fails, it runs three times more, alone, with the same
# variables: the sum tells an unstable file from a broken one. One that fails again is broken, and so is one for which no time is left.
tests() {
  local files file again
  drawn "$1" || return
  mapfile -t files <"$reports/$1.drawn"
  vitest "$@" "${files[@]}"
  file=$(node .ci/retry.mjs "$reports" "$1") || return
  for again in 1 2 3; do
    printf '\n-- %s alone, %d of 3\n' "$file" $again
    in_time "$1.again-$again" || return
    vitest "$1.again-$again" "${@:2}" "$file"
    [ "$(cat "$reports/$1.again-$again.exit")" -eq 0 ] || return
  done
}

# vitest NAME COMMAND FILES
vitest() {
  part "$@" --reporter=default --reporter=json --outputFile.json="$reports/$1.json"
}
