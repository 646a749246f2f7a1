"""POST /documents: uploads, read in the sandbox; the text is kept for a while."""

from typing import Any

from fastapi import APIRouter

from bot.api.bodies import UploadedDocument
from bot.api.context import Here, failures
from bot.api.upload import Upload
from bot.models.document import LoadProgress

router = APIRouter(tags=["documents"])

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


@router.post("/documents", status_code=201, responses=failures(), openapi_extra=_FORM)
async def upload_document(here: Here) -> UploadedDocument:
    """Keep the text of a file for questions and summaries: PDF, Office, EPUB, HTML, mail, text."""
    request, services = here.request, here.services
    upload = Upload(request.headers.get("content-type", ""), request.stream())
    file = await upload.begin()
    document = await services.loader.load_file(file, upload.copy, _ignore)
    document_id = await services.documents.put(here.key.name, document)
    return UploadedDocument(
        document_id=document_id,
        filename=document.filename,
        pages=len(document.pages),
        characters=len(document.text),
    )


def _ignore(_: LoadProgress) -> None: ...
