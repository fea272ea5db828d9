import { useState } from "react";
import { ApiError, sentence } from "../../api/errors";
import type { MemberField } from "../../api/types";
import { useSaveMetadata } from "./api/save-metadata";
import { type Change, type Draft, changesIn, fieldId, isChanged, problemWith } from "./fields";

type Problems = Readonly<Record<string, string>>;
type State = "editing" | "saving" | "saved";

/** What was typed and not yet saved, over the values that the server has. A failed save keeps what was typed. */
export function useFieldsForm(fields: MemberField[]) {
  const [draft, setDraft] = useState<Draft>({});
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<string>();
  const [state, setState] = useState<State>("editing");
  const save = useSaveMetadata();

  const set = (field: MemberField, value: string) => {
    const id = fieldId(field);
    setState("editing");
    setDraft((before) => ({ ...before, [id]: value }));
    setProblems((before) => without(before, [id]));
  };

  const sendOne = async (change: Change): Promise<Problems> => {
    const ids = Object.keys(change.metadata).map((key) => fieldId({ object_id: change.objectId, key }));
    try {
      await save.mutateAsync(change);
      setDraft((before) => without(before, ids));
      return {};
    } catch (error) {
      const found = error instanceof ApiError ? problemsAtFields(error, change) : {};
      if (Object.keys(found).length === 0) setFailure(sentence(error));
      else setFailure("Some values were not accepted. Mend them below and save again.");
      return found;
    }
  };

  /** Saves what changed; `unreadable` names fields that hold something the browser cannot read, such as half a date. */
  const submit = async (unreadable: ReadonlySet<string>): Promise<boolean> => {
    const found: Record<string, string> = {};
    for (const field of fields.filter(({ writable }) => writable)) {
      const id = fieldId(field);
      const problem = unreadable.has(id)
        ? "Enter day, month and year."
        : isChanged(field, draft) && problemWith(field, draft[id] ?? "");
      if (problem) found[id] = problem;
    }
    setProblems(found);
    setFailure(undefined);
    if (Object.keys(found).length > 0) return false;

    setState("saving");
    const refusals = await Promise.all(changesIn(fields, draft).map(sendOne));
    const refused: Problems = Object.fromEntries(refusals.flatMap((one) => Object.entries(one)));
    setProblems(refused);
    setState("saved");
    return Object.keys(refused).length === 0;
  };

  const isDirty = fields.some((field) => isChanged(field, draft));
  return {
    valueOf: (field: MemberField) => draft[fieldId(field)] ?? field.value,
    problemOf: (field: MemberField) => problems[fieldId(field)],
    set,
    submit,
    discard: () => {
      setDraft({});
      setProblems({});
      setFailure(undefined);
      setState("editing");
    },
    isDirty,
    isSaving: state === "saving",
    isSaved: state === "saved" && !failure && !isDirty,
    failure,
  };
}

function problemsAtFields(error: ApiError, { objectId, metadata }: Change): Problems {
  const found = Object.keys(metadata).map((key) => [fieldId({ object_id: objectId, key }), error.problemWith(key)]);
  return Object.fromEntries(found.filter(([, problem]) => problem)) as Problems;
}

function without<T>(record: Readonly<Record<string, T>>, ids: string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([id]) => !ids.includes(id)));
}
