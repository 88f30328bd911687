#!/usr/bin/env bash
# Tries the ways in of a live site with clients that we did not write: mosquitto_pub and
# _sub, npm's mqtt, curl, and a bare TCP line. It serves a copy of the demo's live site,
# sends with each, and asks the site's own API (SensorThings over its log) whether every
# reading is there once, and nothing that was refused. What is not installed is left out
# and said. Not a part of `make test`.
#
#   scripts/real-clients.sh [SHAPAN]     the binary; absent: it is built
#   SHAPAN_NODE_MQTT=…/node_modules/mqtt where npm's mqtt is (npm install mqtt@5.14.1)
set -u
cd "$(dirname "$0")/.."
work=$(mktemp -d)
server=
finish() {
	[ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
	rm -rf "$work"
}
trap finish EXIT

shapan=${1:-}
if [ -z "$shapan" ]; then
	shapan=$work/shapan
	CGO_ENABLED=0 go build -o "$shapan" . || exit 1
fi

passed=0 failed=0 left=0
ok() { passed=$((passed + 1)); printf 'ok    %s\n' "$1"; }
bad() { failed=$((failed + 1)); printf 'FAIL  %s: %s\n' "$1" "$2"; }
leave() { left=$((left + 1)); printf 'LEFT  %s\n' "$1"; }
has() { command -v "$1" >/dev/null || { leave "$1 is not installed: it was not tried"; return 1; }; }
command -v curl >/dev/null || { echo "curl is not installed; without it nothing can be asked"; exit 1; }

# ---- the site -------------------------------------------------------------------
sum() { printf %s "$1" | sha256sum | cut -d' ' -f1; }
cp -r testdata/demo "$work/demo"
cat >>"$work/demo/live/site.yaml" <<YAML

feeds:
  mqtt:
    listen: 127.0.0.1:0
    devices:
      - {user: gw, secret_sha256: $(sum secret), publish: [pit/+/data, free/text], subscribe: [pit/none]}
      - {user: eye, secret_sha256: $(sum other), subscribe: ["pit/#"]}
    mappings:
      - {topic: pit/+/data, subject: "real/{1}", at: ts, values: [{path: d, property: d}]}
  hj212:
    listen: 127.0.0.1:0
    stations:
      - {mn: 010000A8900016F000169DC0, password_sha256: $(sum 123456), subject: real/D1}
  http:
    listen: 127.0.0.1:0
    senders:
      - {name: gw, secret_sha256: $(sum secret)}
YAML
LANG=C "$shapan" serve "$work/demo/live/site.yaml" --data "$work/data" --runs "$work/runs" --addr 127.0.0.1:0 >"$work/out" 2>"$work/err" &
server=$!
for _ in $(seq 1200); do
	grep -q '^Shapan' "$work/out" && break
	kill -0 "$server" 2>/dev/null || { cat "$work/out" "$work/err"; exit 1; }
	sleep 0.1
done
address() { sed -n "s/^live: $1 //p" "$work/out"; }
mqtt=$(address mqtt) hj=$(address hj212) posts=$(address http)
main=$(sed -n 's|^Shapan.*http://\([^/]*\)/.*|\1|p' "$work/out")
host=${mqtt%:*} port=${mqtt##*:}
[ -n "$port" ] && [ -n "$hj" ] && [ -n "$posts" ] && [ -n "$main" ] || { echo "the server did not say where it listens:"; cat "$work/out" "$work/err"; exit 1; }

# ---- asking the log --------------------------------------------------------------
# said SUBJECT PROPERTY prints the values in the log, the oldest first, by commas.
said() {
	curl -s "http://$main/api/sites/live/sensorthings/v1.1/Datastreams('${1//\//%2F}:$2')/Observations?\$orderby=phenomenonTime&\$top=1000" |
		grep -o '"result": *[-0-9.e+]*' | sed 's/.*: *//' | paste -sd,
}
# once WHAT SUBJECT PROPERTY VALUES waits until they are there (QoS 0 and wills are
# acknowledged by nobody) and looks once more that they are not there twice.
once() {
	local got=
	for _ in $(seq 300); do
		got=$(said "$2" "$3")
		[ "$got" = "$4" ] && break
		sleep 0.1
	done
	if [ "$got" = "$4" ]; then ok "$1"; else bad "$1" "in the log: [$got], expected [$4]"; fi
}
# none WHAT SUBJECT PROPERTY looks that nothing came.
none() {
	local got
	got=$(said "$2" "$3")
	if [ -z "$got" ]; then ok "$1"; else bad "$1" "in the log: [$got]"; fi
}
# refused WHAT PATTERN OUTPUT wants that a client says that it was refused, and why.
# (mosquitto 2.0 says so and ends with status 0 all the same.)
refused() {
	if ! grep -Eqi "$2" <<<"$3"; then bad "$1" "told [$3], expected $2"
	else ok "$1 ($(tr '\n' ' ' <<<"$3" | cut -c1-110))"; fi
}

# ---- mosquitto ------------------------------------------------------------------
moment=1782864000
pub() { timeout 60 mosquitto_pub -h "$host" -p "$port" -u gw -P secret "$@" 2>&1; }
if has mosquitto_pub && has mosquitto_sub; then
	named=$(mosquitto_pub --help | sed -n 's/^mosquitto_pub version \([0-9.]*\).*/\1/p')
	for v in mqttv311 mqttv5; do
		for q in 0 1 2; do
			out=$(pub -V $v -q $q -t pit/M$v$q/data -m "{\"d\":$q.5,\"ts\":$moment}") || bad "mosquitto_pub $named, $v, QoS $q" "$out"
			once "mosquitto_pub $named, $v, QoS $q: there once" real/M$v$q d $q.5
		done
		out=$(for k in $(seq 50); do echo "{\"d\":$k,\"ts\":$((moment + k))}"; done | pub -V $v -q 1 -t pit/L$v/data -l) || bad "mosquitto_pub -l" "$out"
		once "mosquitto_pub $named, $v: 50 lines on one connection, each once, in order" real/L$v d "$(seq -s, 50)"
		out=$(timeout 60 mosquitto_pub -h "$host" -p "$port" -u gw -P wrong -V $v -q 1 -t pit/W$v/data -m '{"d":1,"ts":1}' 2>&1)
		refused "mosquitto_pub, $v: wrong password" "not authori|bad user name|refused" "$out"
		none "mosquitto_pub, $v: nothing of a wrong password in the log" real/W$v d
		out=$(pub -V $v -q 1 -t other/W$v/data -m '{"d":1,"ts":1}')
		refused "mosquitto_pub, $v: a topic that is not its own" "not authori|connection was lost" "$out"
		out=$(pub -V $v -q 1 -t free/text -m '{"d":1,"ts":1}')
		refused "mosquitto_pub, $v: a topic that no mapping reads" "no mapping fits|connection was lost" "$out"
		out=$(pub -V $v -q 1 -t pit/B$v/data -m 'no JSON')
		refused "mosquitto_pub, $v: what no mapping can read" "no JSON|connection was lost" "$out"
		none "mosquitto_pub, $v: nothing of it in the log" real/B$v d
		out=$(pub -V $v -q 1 -r -t pit/R$v/data -m "{\"d\":7,\"ts\":$moment}")
		once "mosquitto_pub, $v: retained is a reading as any other ${out:+[$out]}" real/R$v d 7
		out=$(timeout 60 mosquitto_sub -h "$host" -p "$port" -u eye -P other -V $v -q 1 -t pit/R$v/data -C 1 -W 2 2>&1)
		case $out in *'"d"'*) bad "mosquitto_sub, $v: who comes later" "$out" ;; *) ok "mosquitto_sub, $v: who comes later hears nothing retained" ;; esac
		# A device that is cut off leaves its will; it is a reading too.
		stdbuf -oL mosquitto_sub -d -h "$host" -p "$port" -u gw -P secret -V $v -t pit/none \
			--will-topic pit/Z$v/data --will-qos 1 --will-payload "{\"d\":-1,\"ts\":$moment}" >"$work/will" 2>&1 &
		will=$!
		for _ in $(seq 300); do
			grep -q SUBACK "$work/will" && break
			sleep 0.1
		done
		kill -9 $will
		wait $will 2>/dev/null
		once "mosquitto_sub, $v, killed: its will is in the log once" real/Z$v d -1
		out=$(timeout 60 mosquitto_pub -h "$host" -p "$port" -u gw -P secret -V $v -q 1 -t pit/Y$v/data -m "{\"d\":1,\"ts\":1}" \
			--will-topic other/Y/data --will-payload '{"d":1,"ts":1}' 2>&1)
		refused "mosquitto_pub, $v: a will where it may not speak" "not authori|refused" "$out"
		none "mosquitto_pub, $v: it was not let in" real/Y$v d
		# Wildcards: the subscriber prints when it ends, so it is sent to until it has.
		mosquitto_sub -h "$host" -p "$port" -u eye -P other -V $v -q 1 -t 'pit/#' -C 1 -W 60 -v >"$work/heard" 2>&1 &
		sub=$!
		for k in $(seq 300); do
			pub -V $v -q 1 -t pit/S$v/data -m "{\"d\":$k,\"ts\":$((moment + k))}" >/dev/null
			kill -0 $sub 2>/dev/null || break
			sleep 0.1
		done
		wait $sub
		if grep -q "^pit/S$v/data {\"d\":" "$work/heard"; then ok "mosquitto_sub, $v: pit/# hears"; else bad "mosquitto_sub, $v: pit/#" "$(cat "$work/heard")"; fi
		out=$(timeout 60 mosquitto_sub -h "$host" -p "$port" -u eye -P other -V $v -q 1 -t '#' -C 1 -W 5 2>&1)
		refused "mosquitto_sub, $v: # is more than it may hear" "denied|not authori|refused" "$out"
	done
fi

# ---- npm's mqtt (Eclipse Paho's successor in the browser) --------------------------------
modules=${SHAPAN_NODE_MQTT:-}
if has node; then
	if [ -z "$modules" ]; then
		leave "npm's mqtt: SHAPAN_NODE_MQTT does not name its folder"
	else
		named=$(sed -n 's/.*"version": "\(.*\)".*/\1/p' "$modules/package.json" | head -1)
		cat >"$work/client.js" <<'JS'
const mqtt = require(process.argv[2])
const [url, user, password, version, todo] = process.argv.slice(3)
const c = mqtt.connect(url, { username: user, password, protocolVersion: +version, reconnectPeriod: 0, connectTimeout: 30000 })
const fail = e => { console.log(e?.message ?? String(e)); process.exit(1) }
c.on('error', fail)
c.on('close', () => fail('the line was cut'))
c.once('connect', async () => {
  try {
    if (todo === 'send') {
      for (const q of [0, 1, 2]) await c.publishAsync(`pit/N${version}${q}/data`, JSON.stringify({ d: q + 0.5, ts: 1782864000 }), { qos: q })
      await Promise.all(Array.from({ length: 200 }, (_, k) => c.publishAsync(`pit/N${version}/data`, JSON.stringify({ d: k + 1, ts: 1782864001 + k }), { qos: 1 + k % 2 })))
    } else await c.publishAsync(todo, process.argv[8], { qos: 1, retain: process.argv[9] === 'retain' })
    c.removeAllListeners('close')
    await c.endAsync()
    process.exit(0)
  } catch (e) { fail(e) }
})
JS
		js() { timeout 90 node "$work/client.js" "$modules" "mqtt://$mqtt" "$@" 2>&1; }
		for v in 4 5; do
			out=$(js gw secret $v send) || bad "npm mqtt $named, MQTT $v" "$out"
			for q in 0 1 2; do once "npm mqtt $named, MQTT $v, QoS $q: there once" real/N$v$q d $q.5; done
			once "npm mqtt $named, MQTT $v: 200 at once, QoS 1 and 2 mixed, each once" real/N$v d "$(seq -s, 200)"
			out=$(js gw wrong $v send); refused "npm mqtt, MQTT $v: wrong password" "not authori|bad user|refused" "$out"
			out=$(js gw secret $v other/X/data '{"d":1,"ts":1}'); refused "npm mqtt, MQTT $v: a topic that is not its own" "not authori|cut" "$out"
			out=$(js gw secret $v pit/NB/data 'no JSON'); refused "npm mqtt, MQTT $v: what no mapping can read" "payload|cut" "$out"
		done
		none "npm mqtt: nothing of what was refused in the log" real/NB d
	fi
fi

# ---- curl --------------------------------------------------------------------------
answered() { # WHAT STATUS PATTERN, then curl's arguments
	local what=$1 status=$2 pattern=$3 got
	shift 3
	got=$(curl -s -w '\n%{http_code}' "$@")
	if [ "${got##*$'\n'}" != "$status" ]; then bad "$what" "status ${got##*$'\n'}, expected $status: $got"
	elif ! grep -Eq "$pattern" <<<"$got"; then bad "$what" "[$got], expected $pattern"
	else ok "$what: $status$(head -1 <<<"$got" | sed '/^204$/d; s/^./ &/' | cut -c1-120)"; fi
}
named=$(curl --version | sed -n 's/^curl \([0-9.]*\).*/\1/p')
for to in "feed http://$posts/readings" "main http://$main/api/sites/live/readings"; do
	door=${to% *} url=${to#* }
	key=(-u gw:secret)
	[ $door = main ] && key=() # loopback: nobody logs in
	answered "curl $named, $door: one object" 204 '' "${key[@]}" -H 'Content-Type: application/json' -d "{\"subject\":\"real/C$door\",\"property\":\"one\",\"value\":1.5}" "$url"
	once "curl, $door: there once" real/C$door one 1.5
	answered "curl, $door: a batch as JSON" 204 '' "${key[@]}" -H 'Content-Type: application/json' -d "[{\"subject\":\"real/C$door\",\"property\":\"json\",\"value\":1,\"at\":\"2026-07-01T08:00:00Z\"},{\"subject\":\"real/C$door\",\"property\":\"json\",\"value\":2,\"at\":\"2026-07-01T08:01:00Z\"}]" "$url"
	once "curl, $door: both, once" real/C$door json 1,2
	for k in $(seq 500); do printf '{"subject":"real/C%s","property":"lines","value":%d,"at":"2026-07-01T08:%02d:%02dZ"}\n' $door $k $((k / 60)) $((k % 60)); done >"$work/lines"
	answered "curl, $door: 500 lines of NDJSON" 204 '' "${key[@]}" -H 'Content-Type: application/x-ndjson' --data-binary @"$work/lines" "$url"
	once "curl, $door: each once" real/C$door lines "$(seq -s, 500)"
	{ echo subject,property,value,at; for k in $(seq 500); do printf 'real/C%s,table,%d,2026-07-01T08:%02d:%02dZ\n' $door $k $((k / 60)) $((k % 60)); done; } >"$work/table"
	answered "curl, $door: 500 rows of CSV" 204 '' "${key[@]}" -H 'Content-Type: text/csv' --data-binary @"$work/table" "$url"
	once "curl, $door: each once" real/C$door table "$(seq -s, 500)"
	printf 'subject,property,value\nreal/C%s,wrong,1\nreal/C%s,wrong,high\nreal/C%s,wrong,\n' $door $door $door >"$work/wrong"
	answered "curl, $door: a table with two mistakes names their lines" 400 '"line":3.*"line":4' "${key[@]}" -H 'Content-Type: text/csv' --data-binary @"$work/wrong" "$url"
	none "curl, $door: of it nothing is kept" real/C$door wrong
	answered "curl, $door: XML" 415 'text/csv' "${key[@]}" -H 'Content-Type: text/xml' -d '<a/>' "$url"
done
answered "curl, feed: a wrong secret" 401 '' -u gw:wrong -d '{}' "http://$posts/readings"

# ---- HJ 212 over a bare line ---------------------------------------------------------
# The checksum of HJ 212 (its own CRC-16: register 0xFFFF, polynomial 0xA001, bytes into the high half).
crc() {
	local text=$1 crc=65535 k bit low
	for ((k = 0; k < ${#text}; k++)); do
		printf -v bit %d "'${text:k:1}"
		crc=$(((crc >> 8) ^ bit))
		for ((bit = 0; bit < 8; bit++)); do
			low=$((crc & 1)) crc=$((crc >> 1))
			[ $low = 1 ] && crc=$((crc ^ 40961))
		done
	done
	printf %04X $crc
}
packet() { printf '##%04d%s%s\r\n' "${#1}" "$1" "${2:-$(crc "$1")}"; }
line() { # sends $1 by bash's own TCP and prints the first line of the answer
	exec 9<>"/dev/tcp/${hj%:*}/${hj##*:}" || return 1
	printf '%s' "$1" >&9
	printf '\n' >&9
	IFS= read -r -t "${2:-30}" got <&9
	exec 9>&-
	printf %s "$got"
}
body() { echo "QN=2026112608000$1;ST=39;CN=2011;PW=$2;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20261126080000;LA-Rtd=6$3.5,LA-Flag=N&&"; }
good=$(packet "$(body 0001 123456 1)")
got=$(line "$good")
case $got in *CN=9014*) ok "HJ 212 by bash: answered $(tr -d '\r' <<<"$got" | cut -c1-80)" ;; *) bad "HJ 212 by bash" "[$got]" ;; esac
once "HJ 212: there once" real/D1 LA-Rtd 61.5
got=$(line "$good")
case $got in *CN=9014*) ok "HJ 212: the same again is answered" ;; *) bad "HJ 212 again" "[$got]" ;; esac
once "HJ 212: and kept once" real/D1 LA-Rtd 61.5
got=$(line "$(packet "$(body 0002 123456 2)" 0000)" 3)
case $got in *9014*) bad "HJ 212: a wrong checksum" "[$got]" ;; *) ok "HJ 212: a wrong checksum is not answered" ;; esac
got=$(line "$(packet "$(body 0003 654321 3)")" 3)
case $got in *9014*) bad "HJ 212: a wrong password" "[$got]" ;; *) ok "HJ 212: a wrong password is not answered [$(tr -d '\r' <<<"$got" | cut -c1-80)]" ;; esac
if has nc; then
	line4=$(packet "$(body 0004 123456 4)")
	got=$(printf '%s\n' "$line4" | timeout 30 nc -w 10 "${hj%:*}" "${hj##*:}" | head -1)
	case $got in *CN=9014*) ok "HJ 212 by nc: answered" ;; *) bad "HJ 212 by nc" "[$got]" ;; esac
fi
once "HJ 212: nothing of what was refused" real/D1 LA-Rtd "61.5$(command -v nc >/dev/null && echo ,64.5)"

# ---- the server said what it refused ---------------------------------------------------
if grep -q 'message refused' "$work/err" || ! command -v mosquitto_pub >/dev/null; then ok "the server's log names what was refused"; else bad "the server's log" "does not name what was refused"; fi
kill "$server"
wait "$server"
code=$?
server=
if [ $code = 0 ]; then ok "the server ends in good order"; else bad "the server's end" "status $code: $(tail -3 "$work/err")"; fi
[ $failed = 0 ] || { echo; echo "of the server's log:"; tail -40 "$work/err"; }
echo
echo "$passed passed, $failed failed, $left left out"
[ $failed = 0 ]
