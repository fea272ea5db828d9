import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Card from "@mui/material/Card";
import Typography from "@mui/material/Typography";
import { type SubmitEvent, useRef, useState } from "react";
import { ApiError, sentence } from "../../api/errors";
import { TextInput } from "../../components/TextInput";
import { useAddPasskey } from "./api/passkeys";

const HELP = "Such as “My phone” or “Key in the office”.";
const MISSING = "Give it a name by which you will know it again.";

export function AddPasskey() {
  const [name, setName] = useState("");
  const [isMissing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const add = useAddPasskey();

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setMissing(!name.trim());
    if (name.trim()) add.mutate(name.trim(), { onSuccess: () => setName("") });
    else input.current?.focus();
  };
  const change = (text: string) => {
    setName(text);
    if (add.isSuccess) add.reset();
  };

  const atField = add.error instanceof ApiError ? add.error.problemWith("name") : undefined;
  return (
    <Card component="form" noValidate onSubmit={submit} className="flex flex-col gap-4 p-5 sm:p-7">
      <Typography variant="h2">Add a passkey</Typography>
      <TextInput
        label="Name"
        name="passkey-name"
        autoComplete="off"
        inputRef={input}
        value={name}
        onChange={change}
        problem={isMissing && !name.trim() ? MISSING : atField}
        help={HELP}
        inputProps={{ maxLength: 60 }}
      />
      {add.isError && !atField && (
        <Alert severity="error" variant="outlined">
          {sentence(add.error)}
        </Alert>
      )}
      {add.isSuccess && (
        <Alert role="status" severity="success" variant="outlined">
          The passkey is kept. A mail tells you so as well.
        </Alert>
      )}
      <div>
        <Button type="submit" variant="contained" loading={add.isPending}>
          Add a passkey
        </Button>
      </div>
    </Card>
  );
}
