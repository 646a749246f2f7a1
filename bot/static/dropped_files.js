// Files that are dropped on an element or pasted into a text field.

/** `take(files)` gets them; while files hang over the element it has the class `dragging`. */
export function acceptFiles(element, field, take) {
  const onDrag = (event, isOver) => {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    element.classList.toggle("dragging", isOver);
  };
  for (const kind of ["dragenter", "dragover"]) element.addEventListener(kind, (event) => onDrag(event, true));
  for (const kind of ["dragleave", "drop"]) element.addEventListener(kind, (event) => onDrag(event, false));
  element.addEventListener("drop", (event) => take(event.dataTransfer.files));
  field.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    take(event.clipboardData.files);
  });
}
