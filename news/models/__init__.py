"""The data of the news: what is written, what was approved, what readers may see."""

from news.models.article import Article, ArticleQuerySet
from news.models.article_type import ArticleType
from news.models.author import Author
from news.models.category import Category
from news.models.event import Event, Notice
from news.models.file import StoredFile, Upload, VersionFile
from news.models.file_words import FileWords, WaitingFile
from news.models.generation import ContentGeneration, ReaderVisible
from news.models.kept_text import KeptText
from news.models.mail import MailedNotice, MailServer, NoticePreference, QueuedMail
from news.models.presence import EditSession
from news.models.preview_link import PreviewLink
from news.models.publication import Publication, PublicationQuerySet
from news.models.role import RoleAssignment
from news.models.saved_filter import SavedFilter
from news.models.search_text import ArticleSearchText, PublicationSearchText, SearchWord
from news.models.unfinished_upload import UnfinishedUpload
from news.models.unsaved_text import UnsavedText
from news.models.version import ArticleVersion

__all__ = [
    "Article",
    "ArticleQuerySet",
    "ArticleSearchText",
    "ArticleType",
    "ArticleVersion",
    "Author",
    "Category",
    "ContentGeneration",
    "EditSession",
    "Event",
    "FileWords",
    "KeptText",
    "MailServer",
    "MailedNotice",
    "Notice",
    "NoticePreference",
    "PreviewLink",
    "Publication",
    "PublicationQuerySet",
    "PublicationSearchText",
    "QueuedMail",
    "ReaderVisible",
    "RoleAssignment",
    "SavedFilter",
    "SearchWord",
    "StoredFile",
    "UnfinishedUpload",
    "UnsavedText",
    "Upload",
    "VersionFile",
    "WaitingFile",
]
