#!/bin/sh
# Adds Scumble to this user's menu, with its icons, file types and thumbnails; needs no root.
#   ./integrate.sh            add it (again, after the folder was moved)
#   ./integrate.sh --remove   take it out; paintings, brushes and settings stay
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
data=${XDG_DATA_HOME:-"$HOME/.local/share"}
bin=$HOME/.local/bin

list() { (cd "$here/share" && find . -type f | sed 's|^\./||'); }

refresh() { # caches of the desktop, as far as there are any
    command -v update-desktop-database >/dev/null 2>&1 && update-desktop-database -q "$data/applications" || true
    command -v update-mime-database >/dev/null 2>&1 && update-mime-database "$data/mime" >/dev/null 2>&1 || true
    command -v gtk-update-icon-cache >/dev/null 2>&1 && gtk-update-icon-cache -q -t "$data/icons/hicolor" || true
}

remove() {
    list | while IFS= read -r file; do rm -f -- "$data/$file"; done
    if [ -L "$bin/scumble" ]; then rm -f -- "$bin/scumble"; fi
    refresh
}

add() {
    # In an Exec line ", `, $ and \ are written with a backslash, which is itself doubled in a desktop entry; % is doubled.
    exec_path=$(printf '%s' "$here/scumble" | sed -e 's/[\\"`$]/\\\\&/g' -e 's/%/%%/g')
    replacement=$(printf '%s' "\"$exec_path\"" | sed -e 's/[\\&|]/\\&/g')
    plain=$(printf '%s' "$here/scumble" | sed -e 's/[\\&|]/\\&/g')
    list | while IFS= read -r file; do
        mkdir -p -- "$data/$(dirname -- "$file")"
        case $file in
        *.desktop | *.thumbnailer)
            sed -e "s|^Exec=scumble|Exec=$replacement|" -e "s|^TryExec=scumble|TryExec=$plain|" \
                "$here/share/$file" >"$data/$file" ;;
        *) cp -f -- "$here/share/$file" "$data/$file" ;;
        esac
        chmod 644 -- "$data/$file"
    done
    mkdir -p -- "$bin"
    ln -sfn -- "$here/scumble" "$bin/scumble"
    refresh
}

case ${1-} in
'') add ; printf '%s\n' "Scumble is in the menu now, and runs as $bin/scumble." ;;
--remove) remove ; printf '%s\n' "Scumble is out of the menu. To remove the program, delete $here." ;;
*) printf '%s\n' "usage: ./integrate.sh [--remove]" >&2 ; exit 2 ;;
esac
