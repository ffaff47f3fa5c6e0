/**
 * Receipts: what the server signed, checked on the phone with the public keys that it keeps.
 *
 * A receipt is a compact JWS, EdDSA with Ed25519 (RFC 7515, RFC 8037).
 */

const TYPE = "voucher-receipt+jwt";

/** Read a receipt: {header, claims, signed, signature}; null where it is none. */
export function parsed(receipt) {
  try {
    const [head, payload, signature, ...more] = receipt.split(".");
    if (more.length || signature === undefined) return null;
    const header = JSON.parse(text(head));
    if (header.typ !== TYPE || header.alg !== "EdDSA") return null;
    return {
      header,
      claims: JSON.parse(text(payload)),
      signed: new TextEncoder().encode(`${head}.${payload}`),
      signature: bytes(signature),
    };
  } catch {
    return null;
  }
}

/**
 * Check the receipt of a voucher: "genuine", "forged", "keyless" where the key is not kept, or
 * "unchecked" where the browser has no Ed25519.
 */
export async function checked(voucher, keys) {
  if (!voucher.receipt) return "unchecked";
  const receipt = parsed(voucher.receipt);
  if (!receipt || receipt.claims.sub !== voucher.id) return "forged";
  if (receipt.claims.state !== voucher.state) return "forged";
  const jwk = keys.find((key) => key.kid === receipt.header.kid);
  if (!jwk) return "keyless";
  if (!globalThis.crypto?.subtle) return "unchecked";
  let key;
  try {
    const {kty, crv, x} = jwk;
    key = await crypto.subtle.importKey("jwk", {kty, crv, x}, {name: "Ed25519"}, false, ["verify"]);
  } catch {
    return "unchecked";
  }
  const isGenuine = await crypto.subtle.verify(
    {name: "Ed25519"}, key, receipt.signature, receipt.signed);
  return isGenuine ? "genuine" : "forged";
}

function bytes(base64url) {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function text(base64url) {
  return new TextDecoder("utf-8", {fatal: true}).decode(bytes(base64url));
}
