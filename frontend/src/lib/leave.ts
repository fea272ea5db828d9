/** Leaves the app for a page of the server or of Stripe. */
export function leaveFor(address: string): void {
  window.location.assign(address);
}
