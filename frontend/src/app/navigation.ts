import { mdiAccountDetailsOutline, mdiCardAccountDetailsOutline, mdiReceiptTextOutline } from "@mdi/js";

/** The screens in the navigation: short names, so that three of them fit on a phone. */
export const NAVIGATION = [
  { to: "/", label: "Membership", icon: mdiCardAccountDetailsOutline },
  { to: "/details", label: "Details", icon: mdiAccountDetailsOutline },
  { to: "/payments", label: "Payments", icon: mdiReceiptTextOutline },
];
