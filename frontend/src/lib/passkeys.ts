/** Whether this browser can make and use passkeys. It says so only on a page that came over TLS, or of localhost. */
export const knowsPasskeys = (): boolean => "PublicKeyCredential" in window;

/** The part of the library that talks to the browser: loaded when it is needed. */
export const webauthn = () => import("@simplewebauthn/browser");
