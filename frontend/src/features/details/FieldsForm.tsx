import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Card from "@mui/material/Card";
import Typography from "@mui/material/Typography";
import { type SubmitEvent, useRef } from "react";
import type { Membership } from "../../api/types";
import { FieldInput } from "./FieldInput";
import { fieldId } from "./fields";
import { UnsavedChanges } from "./UnsavedChanges";
import { useFieldsForm } from "./useFieldsForm";

/** The fields that a member may write, with one button that saves those that changed. */
export function FieldsForm({ member }: { member: Membership }) {
  const writable = member.fields.filter((field) => field.writable);
  const form = useFieldsForm(writable);
  const element = useRef<HTMLFormElement>(null);

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const inputs = [...event.currentTarget.querySelectorAll("input")];
    const unreadable = new Set(inputs.filter(({ validity }) => validity.badInput).map(({ name }) => name));
    if (!(await form.submit(unreadable))) focusFirstProblem(element.current);
  };

  return (
    <Card component="section" aria-labelledby="fields" className="p-5 sm:p-7">
      <form ref={element} noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
        <Typography variant="h2" id="fields">
          For you to fill in
        </Typography>
        {groups(member).map(({ title, fields }) => (
          <fieldset key={title} className="m-0 grid min-w-0 gap-5 border-0 p-0 sm:grid-cols-2">
            {title && <Typography component="legend" variant="h3" className="mb-4">{title}</Typography>}
            {fields.map((field) => (
              <FieldInput
                key={fieldId(field)}
                field={field}
                value={form.valueOf(field)}
                problem={form.problemOf(field)}
                onChange={(value) => form.set(field, value)}
              />
            ))}
          </fieldset>
        ))}
        {form.failure && <Alert severity="error">{form.failure}</Alert>}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="contained" loading={form.isSaving} disabled={!form.isDirty}>
            Save changes
          </Button>
          {form.isDirty && !form.isSaving && <Button onClick={form.discard}>Discard</Button>}
          <Typography role="status" color={form.isSaved ? "success" : "textSecondary"}>
            {form.isSaved ? "Saved." : form.isDirty ? "Not saved yet." : ""}
          </Typography>
        </div>
      </form>
      <UnsavedChanges when={form.isDirty && !form.isSaving} />
    </Card>
  );
}

/** Fields of the person first, then those of each membership under its plan's name. */
function groups(member: Membership) {
  const writable = member.fields.filter((field) => field.writable);
  const own = { title: "", fields: writable.filter(({ target }) => target === "customer") };
  const others = member.subscriptions.map(({ id, plan_name }) => ({
    title: `${plan_name} membership`,
    fields: writable.filter(({ object_id }) => object_id === id),
  }));
  return [own, ...others].filter(({ fields }) => fields.length > 0);
}

function focusFirstProblem(form: HTMLFormElement | null) {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
