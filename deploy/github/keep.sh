#!/usr/bin/env bash
# Keeps the data of delaywatch between runs on machines that forget: encrypted, as assets of a release
# of a GitHub repository. nightly.yml calls it; it works by hand as well.
#
#   keep.sh fetch FOLDER    the newest of what was kept, as a file in FOLDER; its name is printed
#   keep.sh unpack FILE     decrypts it, and restores database, archive and releases
#   keep.sh pack FOLDER     backs up and encrypts, as a file in FOLDER; its name is printed
#   keep.sh push FILE       keeps it, and lets go of the oldest
#
# DELAYWATCH_KEEP_KEY  the passphrase, from the environment alone; without it nothing can be read again
# DELAYWATCH_DB        the database, as for every command
# KEEP_TAG             the release that holds the assets [delaywatch-data]
# KEEP_NEWEST          how many are kept [14]
# KEEP_BEGIN           "yes": where nothing was ever kept, begin with an empty database. Without it
#                      that is an error, so that nobody begins anew because a name was misspelt.
#
# Artifacts of GitHub go after 90 days and caches after 7 that nobody asks for them: neither is a place
# for the only copy. Assets of a release stay; each may have 2 GiB.
set -euo pipefail
umask 077

tag=${KEEP_TAG:-delaywatch-data}
newest=${KEEP_NEWEST:-14}
database=${DELAYWATCH_DB:-data/delaywatch.db}
data=$(dirname "$database")

fail() {
    echo "keep: $1" >&2
    exit 1
}

# gpg(1) with a home of its own and the passphrase on standard input: a command line can be read by all.
crypt() {
    [ -n "${DELAYWATCH_KEEP_KEY:-}" ] || fail "DELAYWATCH_KEEP_KEY is not set"
    [ "${#DELAYWATCH_KEEP_KEY}" -ge 20 ] || fail "DELAYWATCH_KEEP_KEY has fewer than 20 letters"
    printf '%s\n' "$DELAYWATCH_KEEP_KEY" | gpg --homedir "$work" --batch --quiet --no-symkey-cache \
        --pinentry-mode loopback --passphrase-fd 0 "$@"
}

# The assets that are ours, the oldest first: their names are instants.
kept() {
    gh release view "$tag" --json assets --jq '.assets[].name' | { grep -E '^delaywatch-[0-9TZ-]+\.tar\.gz\.gpg$' || true; } | sort
}

exists() {
    local said
    if said=$(gh release view "$tag" --json tagName 2>&1); then return 0; fi
    case $said in
        *"release not found"*) return 1 ;;
        *) fail "what was kept cannot be asked for: $said" ;;
    esac
}

fetch() {
    local folder=$1 name=
    if exists; then name=$(kept | tail -n 1); fi
    if [ -z "$name" ]; then
        [ "${KEEP_BEGIN:-}" = yes ] || fail "nothing is kept under $tag; to begin with an empty database: KEEP_BEGIN=yes"
        echo "keep: nothing is kept yet, beginning anew" >&2
        return
    fi
    mkdir -p "$folder"
    gh release download "$tag" --pattern "$name" --dir "$folder"
    echo "$folder/$name"
}

unpack() {
    local file=$1
    [ ! -e "$database" ] || fail "$database is there already; nothing was unpacked over it"
    crypt --output "$work/kept.tar.gz" --decrypt "$file" || fail "$file cannot be decrypted: another key, or damaged"
    mkdir "$work/kept"
    tar --extract --gzip --file "$work/kept.tar.gz" --directory "$work/kept"
    rm "$work/kept.tar.gz"
    mkdir -p "$data"
    # The releases first: a restored database is held against what was served.
    [ ! -d "$work/kept/published" ] || mv "$work/kept/published" "$data/published"
    delaywatch --db "$database" restore "$work"/kept/backup/*/ >&2
}

pack() {
    local folder=$1 backup name
    mkdir -p "$folder" "$work/kept/backup"
    delaywatch --db "$database" backup --to "$work/kept/backup" --keep-all >&2
    backup=("$work"/kept/backup/*/)
    name="delaywatch-$(basename "${backup[0]}").tar.gz.gpg"
    [ ! -d "$data/published" ] || cp --archive "$data/published" "$work/kept/published"
    tar --create --gzip --file "$work/kept.tar.gz" --directory "$work/kept" .
    crypt --cipher-algo AES256 --output "$folder/$name" --symmetric "$work/kept.tar.gz"
    echo "$folder/$name"
}

push() {
    local file=$1 old
    exists || gh release create "$tag" --title "Data of delaywatch" --notes "Encrypted; see deploy/github/keep.sh." --prerelease >&2
    gh release upload "$tag" "$file" >&2
    kept | head -n "-$newest" | while read -r old; do
        gh release delete-asset "$tag" "$old" --yes >&2
    done
}

[ $# -eq 2 ] || fail "usage: keep.sh fetch|unpack|pack|push WHAT"
work=$(mktemp -d)
trap 'gpgconf --homedir "$work" --kill all 2>/dev/null || true; rm -rf "$work"' EXIT
case $1 in
    fetch | unpack | pack | push) "$1" "$2" ;;
    *) fail "usage: keep.sh fetch|unpack|pack|push WHAT" ;;
esac
