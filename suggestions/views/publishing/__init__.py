from suggestions.views.publishing.public import public_list, public_suggestion
from suggestions.views.publishing.review import publication_deed, publication_page

__all__ = ["public_list", "public_suggestion", "publication_deed", "publication_page"]
