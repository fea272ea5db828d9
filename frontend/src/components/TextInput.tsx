import FormControl from "@mui/material/FormControl";
import FormHelperText from "@mui/material/FormHelperText";
import InputLabel from "@mui/material/InputLabel";
import OutlinedInput, { type OutlinedInputProps } from "@mui/material/OutlinedInput";
import { useId } from "react";

type Passed = Pick<OutlinedInputProps, "autoComplete" | "autoFocus" | "inputProps" | "inputRef" | "name" | "type" | "value">;

interface TextInputProps extends Passed {
  label: string;
  onChange: (value: string) => void;
  /** What is wrong, in place of the help. */
  problem?: string;
  help?: string;
  isWrong?: boolean;
}

/** A line of text with its label and its help. Lighter than TextField, which brings the menu of a select along. */
export function TextInput({ label, onChange, problem, help, isWrong = Boolean(problem), ...input }: TextInputProps) {
  const id = useId();
  const text = problem ?? help;
  const shrink = input.type === "date" || undefined;
  return (
    <FormControl fullWidth error={isWrong}>
      <InputLabel htmlFor={id} shrink={shrink}>
        {label}
      </InputLabel>
      <OutlinedInput
        {...input}
        id={id}
        label={label}
        notched={shrink}
        aria-describedby={text ? `${id}-help` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {text && <FormHelperText id={`${id}-help`}>{text}</FormHelperText>}
    </FormControl>
  );
}
