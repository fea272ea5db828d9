import FormControl from "@mui/material/FormControl";
import FormHelperText from "@mui/material/FormHelperText";
import InputLabel from "@mui/material/InputLabel";
import NativeSelect from "@mui/material/NativeSelect";
import OutlinedInput from "@mui/material/OutlinedInput";
import { useId } from "react";

interface ChoiceInputProps {
  label: string;
  name?: string;
  value: string;
  onChange: (value: string) => void;
  choices: { value: string; label: string }[];
  problem?: string;
  help?: string;
}

/** One of several, in the browser's own list: on a phone that is the wheel that people know. */
export function ChoiceInput({ label, name, value, onChange, choices, problem, help }: ChoiceInputProps) {
  const id = useId();
  const text = problem ?? help;
  return (
    <FormControl fullWidth error={Boolean(problem)}>
      <InputLabel htmlFor={id} shrink>
        {label}
      </InputLabel>
      <NativeSelect
        value={value}
        onChange={(event) => onChange(event.target.value)}
        input={<OutlinedInput id={id} name={name} label={label} notched aria-describedby={text ? `${id}-help` : undefined} />}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </NativeSelect>
      {text && <FormHelperText id={`${id}-help`}>{text}</FormHelperText>}
    </FormControl>
  );
}
