# Worlds of Triglot's double for tests in a shell: `. moodle.sh`, then the functions below. Needs curl, and triglot on the path.

# moodle_start [OPTION...]: start `triglot double`, or use the one at TRIGLOT_URL; it ends with the shell.
moodle_start() {
    if [ -z "${TRIGLOT_URL:-}" ]; then
        _moodle_ready=$(mktemp -d)
        ${TRIGLOT_COMMAND:-triglot} double --ready-file "$_moodle_ready/address" "$@" >/dev/null &
        _moodle_process=$!
        trap moodle_stop EXIT
        until [ -s "$_moodle_ready/address" ]; do
            kill -0 "$_moodle_process" 2>/dev/null || { echo "triglot double did not start" >&2; return 1; }
            sleep 0.05
        done
        TRIGLOT_URL=$(cat "$_moodle_ready/address")
    fi
    moodle_world
}

# moodle_stop: end the double that was started here.
moodle_stop() {
    [ -z "${_moodle_process:-}" ] || { kill "$_moodle_process" && wait "$_moodle_process"; rm -rf "$_moodle_ready"; } 2>/dev/null
    _moodle_process=
}

# moodle_world [NAME]: a world of its own, which nothing has happened in; its address is in MOODLE_URL.
moodle_world() {
    _moodle_worlds=$((${_moodle_worlds:-0} + 1))
    MOODLE_URL=$TRIGLOT_URL/t/${1:-sh-$$-$_moodle_worlds}
    export MOODLE_URL
}

# moodle_token [NAME]: the value of a token, by its name or its owner's; the first one without a name.
moodle_token() {
    moodle_control GET tokens | sed 's/},{/}\n{/g' | grep -F "${1:+\"$1\"}" | sed -n '1s/.*"token":"\([0-9a-f]*\)".*/\1/p' | grep .
}

# moodle_call FUNCTION [NAME=VALUE...]: call a function with the token MOODLE_TOKEN, or the first one; fails where it is refused.
moodle_call() {
    _moodle_function=$1
    shift
    for _moodle_field; do
        set -- "$@" --data-urlencode "$_moodle_field"
        shift
    done
    _moodle_answer=$(curl -sS "$MOODLE_URL/webservice/rest/server.php" --data-urlencode "wsfunction=$_moodle_function" \
        --data-urlencode "wstoken=${MOODLE_TOKEN:-$(moodle_token)}" --data moodlewsrestformat=json "$@") || return
    printf '%s\n' "$_moodle_answer"
    case $_moodle_answer in '{"exception":'*) return 1 ;; esac
}

# moodle_control METHOD PATH [DOCUMENT]: ask the control face, such as `moodle_control POST clock '{"advance": "7d"}'`.
moodle_control() {
    curl -sS -f -X "$1" "$MOODLE_URL/_triglot/$2" ${3:+--json "$3"}
}

# moodle_called FUNCTION [ARGUMENTS]: whether it was called, with at least these arguments (JSON); says what was called instead.
moodle_called() {
    _moodle_arguments=${2:-"{}"}
    _moodle_verdict=$(moodle_control POST calls/verify "{\"called\": {\"function\": \"$1\", \"arguments\": $_moodle_arguments}}") || return
    case $_moodle_verdict in *'"ok":true'*) ;; *) printf '%s\n' "$_moodle_verdict" >&2; return 1 ;; esac
}
