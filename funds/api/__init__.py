"""Money in the API: what everybody may read, and expenses for those who file, sign and pay."""

from django.urls import path

from funds.api.expenses import ExpenseApprove, ExpenseList, ExpenseOne, ExpensePay
from funds.api.public import DisclosureList, DisclosureOne, FundsNow

estate_urls = [
    path("funds/", FundsNow.as_view(), name="funds"),
    path("disclosures/", DisclosureList.as_view(), name="disclosures"),
    path("disclosures/<month:month>/", DisclosureOne.as_view(), name="disclosure"),
    path("expenses/", ExpenseList.as_view(), name="expenses"),
    path("expenses/<int:pk>/", ExpenseOne.as_view(), name="expense"),
    path("expenses/<int:pk>/approve/", ExpenseApprove.as_view(), name="approve"),
    path("expenses/<int:pk>/pay/", ExpensePay.as_view(), name="pay"),
]
