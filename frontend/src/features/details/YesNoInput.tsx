import FormControl from "@mui/material/FormControl";
import FormControlLabel from "@mui/material/FormControlLabel";
import FormHelperText from "@mui/material/FormHelperText";
import FormLabel from "@mui/material/FormLabel";
import Radio from "@mui/material/Radio";
import RadioGroup from "@mui/material/RadioGroup";
import type { FieldInputProps } from "./FieldInput";
import { fieldId } from "./fields";

/** Yes, no, or not answered. */
export function YesNoInput({ field, value, problem, onChange }: FieldInputProps) {
  const id = fieldId(field);
  const help = problem ?? field.help_text;
  return (
    <FormControl error={Boolean(problem)}>
      <FormLabel id={`${id}-label`}>{field.label}</FormLabel>
      <RadioGroup
        row
        name={id}
        aria-labelledby={`${id}-label`}
        aria-describedby={help ? `${id}-help` : undefined}
        value={value}
        onChange={(_, answer) => onChange(answer)}
      >
        <FormControlLabel value="yes" control={<Radio />} label="Yes" />
        <FormControlLabel value="no" control={<Radio />} label="No" />
        <FormControlLabel value="" control={<Radio />} label="Not set" />
      </RadioGroup>
      {help && <FormHelperText id={`${id}-help`}>{help}</FormHelperText>}
    </FormControl>
  );
}
