// Finds a number so that SHA-256 of "token.number" begins with the wanted zero bits. Written out,
// because crypto.subtle exists only behind https and is slower for many short texts.
"use strict";

var K = [];
(function () {
  // The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  for (var n = 2; K.length < 64; n++) {
    var prime = true;
    for (var d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (prime) K.push(((Math.cbrt(n) % 1) * 4294967296) | 0);
  }
})();
var START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
var W = new Int32Array(64);

function block(state, bytes, at) {
  var i, a, b, c, d, e, f, g, h, t1, t2, x, y;
  for (i = 0; i < 16; i++, at += 4) {
    W[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (i = 16; i < 64; i++) {
    x = W[i - 15];
    y = W[i - 2];
    x = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    y = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16] + x + W[i - 7] + y) | 0;
  }
  a = state[0]; b = state[1]; c = state[2]; d = state[3];
  e = state[4]; f = state[5]; g = state[6]; h = state[7];
  for (i = 0; i < 64; i++) {
    t1 = (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) + ((e & f) ^ (~e & g));
    t1 = (t1 + h + K[i] + W[i]) | 0;
    t2 = (((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) ^ (a & c) ^ (b & c));
    h = g; g = f; f = e; e = (d + t1) | 0;
    d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] = (state[0] + a) | 0; state[1] = (state[1] + b) | 0;
  state[2] = (state[2] + c) | 0; state[3] = (state[3] + d) | 0;
  state[4] = (state[4] + e) | 0; state[5] = (state[5] + f) | 0;
  state[6] = (state[6] + g) | 0; state[7] = (state[7] + h) | 0;
}

function ascii(text) {
  return Array.from(text, function (c) {
    return c.charCodeAt(0);
  });
}

function find(token, bits) {
  var prefix = ascii(token + ".");
  var whole = prefix.length - (prefix.length % 64);
  var first = new Int32Array(START);
  for (var at = 0; at < whole; at += 64) block(first, prefix, at);
  var rest = prefix.slice(whole);
  for (var n = 0; ; n++) {
    var tail = rest.concat(ascii(String(n)));
    var length = (whole + tail.length) * 8;
    tail.push(128);
    while (tail.length % 64 !== 56) tail.push(0);
    tail.push(0, 0, 0, 0, (length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255);
    var state = new Int32Array(first);
    for (var from = 0; from < tail.length; from += 64) block(state, tail, from);
    if (state[0] >>> (32 - bits) === 0) return String(n);
  }
}

onmessage = function (event) {
  postMessage(find(event.data.token, event.data.bits));
};
