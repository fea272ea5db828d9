const long = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const longWithTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
const short = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** `14 March 2027` */
export const longDate = (iso: string): string => long.format(new Date(iso));

/** `14 Mar 2027` */
export const shortDate = (iso: string): string => short.format(new Date(iso));

/** `14 March 2027 at 10:05` */
export const longDateAndTime = (iso: string): string => longWithTime.format(new Date(iso));

/** True for a day that exists, written as `2027-03-14`. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
