"""Results as Markdown."""


def show(title, text, header, rows):
    print(f"## {title}\n\n{text}\n")
    for cells in [header, ["---"] * len(header), *rows]:
        print("| " + " | ".join(str(cell) for cell in cells) + " |")
    print(flush=True)
