#!/usr/bin/env bash
# GNU screen 4.09: a program inside it copies by OSC 52, the sequence of every terminal's clipboard. screen hands none on, which
# its users know; but of one longer than some 768 letters it forgets the beginning while it reads, and prints the rest on the
# window as text, over whatever a full-screen program has drawn there. In pieces, each in a DCS string, all of it arrives.
# Seen: a copy of 300 letters prints 0, one of 3000 prints 3237
set -euo pipefail
folder=$(mktemp -d)
inside() {
    # What screen shows after a copy of $1 letters; tmux is the terminal around it.
    tmux -S "$folder/tmux" -f /dev/null new-session -d -x 200 -y 50 \
        "TERM=screen screen -c /dev/null -S copy$$ bash -c 'printf \"\\033]52;c;%s\\007\" \$(head -c $1 /dev/zero | base64 -w0); sleep 4'"
    sleep 2
    tmux -S "$folder/tmux" capture-pane -p | tr -cd 'A' | wc -c
    tmux -S "$folder/tmux" kill-server; screen -S "copy$$" -X quit >/dev/null || true
}
trap 'rm -rf "$folder"' EXIT
short=$(inside 300) long=$(inside 3000)
echo "a copy of 300 letters prints $short, one of 3000 prints $long"
[ "$short" -eq 0 ] && [ "$long" -gt 100 ]
