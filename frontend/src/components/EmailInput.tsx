import type { ComponentProps } from "react";
import { TextInput } from "./TextInput";

/** One email address, as phones and password managers expect it. */
export function EmailInput(props: Omit<ComponentProps<typeof TextInput>, "label">) {
  return (
    <TextInput
      label="Email address"
      type="email"
      name="email"
      autoComplete="email"
      inputProps={{ inputMode: "email", autoCapitalize: "none", spellCheck: false }}
      {...props}
    />
  );
}
