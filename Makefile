# The habits of the house. On a clean machine: Rust, Node 20 and apt are enough.

.PHONY: demo test torture dev check bench screenshots

WEB_SOURCES = $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' 2>/dev/null)

# Builds everything and starts a hub with sample people and conversations; prints where and how to sign in.
demo: web/dist/index.html
	cargo run -- demo

# Everything: both databases, real mail servers, a real browser. Installs what is missing (Debian packages).
test: web/dist/index.html
	tests/services/run all

# Killing, freezing and starving the real program for longer, on both databases; also installs strace and libfaketime.
torture:
	tests/services/torture all

# The server with the UI of web/dist; rebuild the UI with `npm run dev` in web/ beside it.
dev:
	cargo run -- serve

# What a reviewer's machine would grumble about.
check:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	tests/services/dependencies

# Speed, as ratios against a baseline measured in the same run.
bench:
	bench/run

# The pictures of the README, taken anew from a fresh demo (Chromium from Debian).
screenshots: web/dist/index.html
	tests/services/install
	cargo build
	cd web && node scripts/screenshots.mjs

web/dist/index.html: $(WEB_SOURCES)
	cd web && npm ci --no-audit --no-fund && npm run build
